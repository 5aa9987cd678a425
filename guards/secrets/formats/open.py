"""Open formats: web tokens, keys of encryption tools, password hashes, key files in base64."""

# ruff: noqa: E501 - one token a line, as far as that goes

from __future__ import annotations

from typing import Final

from guards.secrets.formats.shape import Format, token

_CRYPT = "https://man.archlinux.org/man/crypt.5"
_HTPASSWD = "https://httpd.apache.org/docs/2.4/misc/password_encryptions.html"
_ARGON2 = "https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md"

OPEN: Final[tuple[Format, ...]] = (
    token("JWT", r"eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{10,16000}\.[A-Za-z0-9_-]{0,2000}", "https://www.rfc-editor.org/rfc/rfc7519"),
    token("JWE", r"eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{0,2000}\.[A-Za-z0-9_-]{10,100}\.[A-Za-z0-9_-]{10,16000}\.[A-Za-z0-9_-]{16,100}",
          "https://www.rfc-editor.org/rfc/rfc7516"),
    token("PASETO", r"v[1-4]\.(?:local|public)\.[A-Za-z0-9_-]{40,4000}(?:\.[A-Za-z0-9_-]{1,1000})?", "https://github.com/paseto-standard/paseto-spec"),
    token("AGE_KEY", r"AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{58,200}", "https://age-encryption.org/v1"),
    token("PASSWORD_HASH", r"\$2[abxy]\$\d\d\$[A-Za-z0-9./]{53}|\$[156y]\$(?:rounds=\d{1,9}\$)?[A-Za-z0-9./$]{20,140}|\$apr1\$[A-Za-z0-9./]{1,8}\$[A-Za-z0-9./]{22}", _CRYPT),
    token("PASSWORD_HASH", r"\$argon2(?:id|i|d)\$v=\d{1,3}\$m=\d{1,10},t=\d{1,5},p=\d{1,4}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,180}", _ARGON2),
    token("PASSWORD_HASH", r"\{SHA\}[A-Za-z0-9+/]{27}=|\{SSHA\}[A-Za-z0-9+/]{32,60}={0,2}", _HTPASSWD),
    token("PASSWORD_HASH", r"pbkdf2_sha256\$\d{4,9}\$[A-Za-z0-9]{8,32}\$[A-Za-z0-9+/]{43}=", "https://docs.djangoproject.com/en/stable/topics/auth/passwords/"),
    token("KEY_FILE", r"MII[A-Z][A-Za-z0-9+/]{8}CAQMwgg[A-Za-z0-9+/\r\n]{100,20000}={0,2}", "https://www.rfc-editor.org/rfc/rfc7292"),
    token("KEY_FILE", r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{4,44}(?:UFJJVkFURSBLRVkt|BSSVZBVEUgS0VZL|QUklWQVRFIEtFWS)[A-Za-z0-9+/\r\n]{100,20000}={0,2}", "https://www.rfc-editor.org/rfc/rfc7468"),
    token("WIREGUARD_KEY", r"[A-Za-z0-9+/]{43}=", "https://www.wireguard.com/quickstart/", after="(?:PrivateKey|PresharedKey)\\s?=\\s?"),
    token("OTP_SECRET", r"[A-Z2-7]{16,128}", "https://github.com/google/google-authenticator/wiki/Key-Uri-Format", True, False,
          after="[?&]secret="),
)  # fmt: skip
