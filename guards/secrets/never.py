"""What is never a secret, though it stands where one could: placeholders, references, identifiers, code.

What enters is a candidate value; what leaves is yes or no. Vendors' published examples (`AKIAIOSFODNN7EXAMPLE`)
count as placeholders: documentation and the answers of models are full of them, and they open nothing.
"""

from __future__ import annotations

import re

_MARKS = re.compile(
    r"x{4}|\*{3}|\.{3}|…|•{3}|0{8}|example|placeholder|change[-_ ]?me|replace[-_ ]?(?:me|with|this)|redacted|dummy"
    r"|(?<![a-z])(?:your|my|insert|enter|put|some|the|any|new|old)[-_ ]?(?:own[-_ ])?"
    r"(?:api|secret|key|token|pass|pwd|access|bot|client|account|org|app|auth|super|real|actual|stripe|openai|github)"
    r"|<[^<>]{1,60}>|\$[({]|\{\{|%\(|^\{[^{}]{0,60}\}$|^%[sdrv]|\[[a-z _-]{1,40}\]|here$",
    re.IGNORECASE,
)

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)

# Words that stand for a password in documentation and code, and literals of programming languages.
_WORDS = frozenset(
    word
    for line in (
        "password passwd pwd pass passphrase passcode secret secrets token tokens key apikey api_key user username",
        "admin changeme changeit root passwort kennwort contrasena senha wachtwoord clave benutzer benutzername",
        "none null nil undefined true false yes no string str text int integer bool boolean number object required",
        "optional empty hidden masked encrypted hashed default test testing unknown invalid incorrect correct wrong",
        "expired missing redacted removed secure strong weak same different other env var value values name type field",
        "input stdin prompt credentials basic bearer digest auth authorization",
        "bcrypt scrypt argon argon2 argon2i argon2d argon2id pbkdf2 md5 sha sha1 sha256 sha512 crypt plaintext",
        "hs256 hs384 hs512 rs256 rs384 rs512 es256 es384 eddsa aes aes256 rsa ecdsa ed25519 x509 hmac base64 hex utf-8",
        "oauth oauth2 jwt ldap kerberos saml ntlm pam scram scram-sha-256 scram-sha-512 cert certificate peer",
        "plain noop ident trust",
    )
    for word in line.split()
)

# `config.password`, `self.token`, `os.environ["X"]`, `getenv("X")`, `$PASS`, `%PASS%`, `@Value`, `:param`, `!vault`.
_CODE = re.compile(
    r"[A-Za-z_][A-Za-z_]*(?:(?:\.|->|::)[A-Za-z_]+)+(?:[(\[].*)?|[A-Za-z_][A-Za-z0-9_.]*[(\[].*"
    r"|[$@%&][A-Za-z_]{2,}(?:%|->?.*)?|--?[a-z-]+"
)
# `user_password`, `SecretStr`: outside quotes a variable or a type; inside quotes it may be a password.
_VARIABLE = re.compile(
    r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+|[A-Za-z]+(?:_[A-Za-z]+)+|_?[A-Z]?[a-z]+(?:[A-Z][a-z]+)+"
)
# `8-character`, `12-digit`, `90-day`, `1st`, `24/7`, `2FA`: numbers that text about passwords is full of.
_ABOUT = re.compile(
    r"\d+[-–](?:[a-z-]+|\d+)|\d+(?:st|nd|rd|th|fa|x|k|mb|gb|ms|s|h|d)|\d{1,2}/\d{1,2}|\d+[.,]?\d*%?\+?|v\d[\d.]*"
    r"|\$?\d[\d.,]*|\d+(?:[-:/.]\d+)+|[a-z_]+(?:\|[a-z_]+(?::[a-z0-9,_]+)?)+",
    re.IGNORECASE,
)
# `AWS_ACCESS_KEY_ID`, `secret_key_123`, `created-at-2024`: names of things.
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)+|[A-Za-z][a-z]*(?:[_.-](?:[A-Za-z]?[a-z]+|\d{1,4}))+")
_PATH = re.compile(
    r"(?:[.~]{0,2}/|[A-Za-z]:\\)[a-z0-9_./\\-]+|[\w./\\-]+\.(?:pem|key|crt|cer|json|ya?ml|txt|env|p12|jks)"
)
# Where a secret is kept: by the scheme of what keeps it, or as a path of words.
_KEPT = re.compile(
    r"(?:vault|ssm|op|keyring|keychain|sops|awssm|gcpsm|gsm|kms|akv|azkv|arn|env|file|secret|secrets|ref|doppler|bws?|pass"
    r"|lpass|gopass|credstash|conjur|chamber|aws|gcp|azure|k8s|kubernetes|lookup|config|store|sm|secretref|valuefrom"
    r"|secretsmanager|parameterstore|infisical|berglas|encrypted|cmd|exec|prompt|docker|podman|systemd)[:!][^\s]{2,}"
    r"|(?:projects|secrets?|kv|vaults?)/[\w./:#@-]+|<%.*|#\{.*|![A-Za-z]{2,20}|@[\w.]+\(.*|ENC\[.*",
    re.IGNORECASE,
)
_PATH_OF_WORDS = re.compile(
    r"(?:[A-Za-z]?[a-z_-]+\d{0,3}|\d{1,12})(?:[/:#]{1,2}(?:[A-Za-z]?[a-z_.-]+\d{0,3}|\d{1,12})){2,12}"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][0-9:.+Z-]*)?")


def is_placeholder(token: str) -> bool:
    """True for a token that stands for one: it says so, repeats itself, or hardly varies."""
    return stands_for_one(token) or len(set(token)) < 5


def stands_for_one(value: str) -> bool:
    """True for a value that says of itself that it is none: `<your-key>`, `changeme`, `xxxx`."""
    return _MARKS.search(value) is not None


def looks_random(token: str) -> bool:
    """True where it has a digit, or upper and lower case as no word has them."""
    if any(map(str.isdigit, token)):
        return True
    upper = sum(map(str.isupper, token))
    return 3 <= upper <= len(token) - 3


def is_identifier(value: str) -> bool:
    """True for a UUID: it names things, and events are full of them."""
    return _UUID.fullmatch(value) is not None


def is_word_or_code(value: str) -> bool:
    """True for what documentation, code and configuration put where a password goes."""
    return value.strip("<>[](){}\"'`").lower() in _WORDS or _CODE.fullmatch(value) is not None


def is_variable(value: str) -> bool:
    """True for a name made of words: code, where nothing quotes it."""
    return _VARIABLE.fullmatch(value) is not None


def is_constant(value: str) -> bool:
    """True for a name of words with joints and a number at most: a constant, a slug."""
    return _CONSTANT.fullmatch(value) is not None


def is_place_or_time(value: str) -> bool:
    """True for a URL, a path of a file, a date: they tell where a secret is or until when, and are none."""
    return "://" in value or _PATH.fullmatch(value) is not None or _DATE.fullmatch(value) is not None


def is_reference(value: str) -> bool:
    """True for what says where a secret is kept: `vault:secret/app#db`, `arn:aws:…`, `kv/prod/db/password`.

    >>> is_reference("op:Prod/db/password"), is_reference("projects/p1/secrets/db"), is_reference("Kx9/vb2")
    (True, True, False)
    """
    return _KEPT.fullmatch(value) is not None or _PATH_OF_WORDS.fullmatch(value) is not None


def is_about(value: str) -> bool:
    """True for a number as text about passwords has them: a length, an age, a share."""
    return _ABOUT.fullmatch(value) is not None
