"""E-mail addresses where Presidio's pattern stops: at domains that are not public, behind `=`, `?` and `/`, and beside
letters of another script.

What enters is text; what leaves are addresses. Boundaries go by class of character: an address is of one script, and
`=`, `/`, `&`, `?` end it. A public domain is evidence enough. One that is not must be of a network's own (`.local`,
`.corp`) or a bare host, and then what stands around it and who is named decide: an account of a machine
(`root@db1.internal`) is not a person's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import tldextract.tldextract as suffixes

from guards.pii.forms.entity import Entity

TYPE: Final = "EMAIL_ADDRESS"
_LOCAL_MAX: Final = 64
_AT: Final = re.compile(r"@(?=[^\W_])")
_LATIN: Final = "A-Za-z0-9\u00c0-\u024f"
_LOCAL: Final = re.compile(rf"[{_LATIN}](?:[{_LATIN}._%+'-]{{0,62}}[{_LATIN}_+-])?\Z")
_DOMAIN: Final = re.compile(
    rf"[{_LATIN}](?:[{_LATIN}-]{{0,61}}[{_LATIN}])?(?:\.[{_LATIN}](?:[{_LATIN}-]{{0,61}}[{_LATIN}])?){{0,9}}"
)
# RFC 6762 (appendix G), RFC 8375, ICANN's collisions, and what companies call their networks; RFC 2606.
_PRIVATE: Final = frozenset(
    word
    for line in (
        "local internal intranet lan corp corporate home private localdomain arpa intern domain office company ad dmz",
        "prod staging workgroup mail example test invalid",
    )
    for word in line.split()
)
# Behind an `@` these are files and versions, not networks.
_FILES: Final = re.compile(
    r"(?:png|jpe?g|gif|svg|webp|css|js|ts|json|ya?ml|py|md|html?|whl|zip|tgz|gz|x)", re.IGNORECASE
)
_MACHINES: Final = frozenset(
    word
    for line in (
        "root git admin ubuntu deploy www www-data postgres mysql nginx jenkins ec2-user centos debian core vagrant pi",
        "svc service daemon nobody noreply no-reply hg svn user username node app runner build ci test oracle redis",
        "mongo kafka elastic",
    )
    for word in line.split()
)
_CUE: Final = re.compile(
    r"(?:mail(?:to)?|from|to|cc|bcc|reply-to|sender|recipient|contact|von|an|de|para|da|correo|courriel|posta|address"
    r"|adresse|forwarded by|reported by|assigned to|owner|author|login|user(?:name)?|upn|e-?mail(?: is)?)"
    r"[\"']?\s{0,2}[:=]?\s{0,2}[\"'<(]{0,2}$",
    re.IGNORECASE,
)
_COMMAND: Final = re.compile(
    r"\b(?:ssh|scp|sftp|rsync|git|mosh|psql|mysql|ansible|ssh-copy-id)\b[^\n]{0,60}$", re.IGNORECASE
)
_CUE_LENGTH: Final = 72
_PUBLIC, _BAR = 1.0, 0.4


def addresses_in(text: str) -> Iterator[Entity]:
    """E-mail addresses, those that Presidio finds too included.

    >>> text = "?mail=lea.vos@plant7.corp&x=1, logo@2x.png, react@18.2.0, メールはichiro@example.jpです"
    >>> [text[found.start : found.end] for found in addresses_in(text)]
    ['lea.vos@plant7.corp', 'ichiro@example.jp']
    """
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - _LOCAL_MAX), at.start())
        domain = _DOMAIN.match(text, at.end())
        if local is None or domain is None:
            continue
        end = domain.end()
        if text[end : end + 1] == "@" or ".." in local[0]:
            continue
        score = _score(text, local.start(), local[0], domain[0], end)
        if score >= _BAR:
            yield Entity(TYPE, local.start(), end, score)


def _score(text: str, start: int, local: str, domain: str, end: int) -> float:
    labels = domain.lower().split(".")
    last = labels[-1]
    if len(labels) > 1 and is_public(domain.lower()):
        return _PUBLIC
    if not last[0].isalpha() or (len(labels) > 1 and _FILES.fullmatch(last)) or last.isdigit():
        return 0.0
    network = 0.3 if last in _PRIVATE else 0.0
    if len(labels) == 1:
        network = 0.1 if last in _PRIVATE else -0.1
    named = 0.3 if re.search(r"[A-Za-z]{2}[._-][A-Za-z]|[A-Za-z][._-][A-Za-z]{2}", local) else 0.15
    if local.lower() in _MACHINES or len(local) < 2 or 2 * sum(map(str.isdigit, local)) >= len(local):
        named = -0.2
    before = text[max(0, start - _CUE_LENGTH) : start]
    said = 0.3 if _CUE.search(before) or before.endswith("<") else 0.0
    command = 0.5 if _COMMAND.search(before) or text[end : end + 2] in (":~", ":/") or before.endswith("://") else 0.0
    return network + named + said - command


@lru_cache(maxsize=4_096)
def is_public(domain: str) -> bool:
    """True for a domain under a public suffix. Mail goes to a few domains again and again."""
    return bool(suffixes.TLD_EXTRACTOR(domain).fqdn)
