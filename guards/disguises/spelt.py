"""E-mail addresses whose signs are spelt, bracketed, spaced or broken: `ada (at) example [dot] com`.

What enters is a text; what leaves are rewritings of the signs alone. A bare `at` counts only where a `dot` is spelt
too: `look at example.com` is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.disguises.view import Rewriting

_OPEN, _CLOSE = r"[(\[{<]", r"[)\]}>]"
_AT_WORD = r"(?:at|ät|arroba|arobase|chiocciola|собака|@)"
_DOT_WORD = r"(?:dot|punkt|punto|point|ponto|точка)"
_DOT = (
    rf"(?:\s{{0,2}}{_OPEN}\s?(?:{_DOT_WORD}|\.)\s?{_CLOSE}\s{{0,2}}|\s{{1,2}}{_DOT_WORD}\s{{1,2}}|\s\.\s|_{_DOT_WORD}_|"
    rf"-{_DOT_WORD}-|\.\n|\n\.|\.)"
)
_SPELT_DOT = re.compile(rf"{_OPEN}|{_DOT_WORD}|\s", re.IGNORECASE)
_LABEL = r"[^\W_](?:[\w-]{0,62}?[^\W_])??"

_AT = re.compile(
    rf"\s{{0,2}}{_OPEN}\s?{_AT_WORD}\s?{_CLOSE}\s{{0,2}}"
    rf"|[_-]{_AT_WORD}[_-]"
    rf"|\s{{1,2}}{_AT_WORD}\s{{1,2}}(?=[\w-]{{1,63}}(?:\s{{0,2}}{_OPEN}\s?|[\s_-]){_DOT_WORD}\b)"
    r"|\s{0,2}@\s{0,2}",
    re.IGNORECASE,
)
_DOMAIN = re.compile(rf"(?P<first>{_LABEL})(?P<rest>(?:{_DOT}{_LABEL}){{1,4}})(?![\w@])", re.IGNORECASE)
_BROKEN = re.compile(r"(?P<first>[^\W_][\w-]{0,62}\r?\n[\w-]{0,62}[^\W_])(?P<rest>(?:\.[a-z]{2,24}){1,3})(?![\w@])")
_LOCAL = re.compile(rf"(?:[\w+%-]{{1,64}}(?:\.|{_DOT})){{0,3}}[\w+%-]{{1,64}}\Z", re.IGNORECASE)
_LOCAL_MAX = 80
_A_DOT = re.compile(_DOT, re.IGNORECASE)
_BREAK = re.compile(r"\r?\n")

# Words that stand before `at` or a spaced `@` in prose.
_NO_LOCAL = frozenset(
    {"me", "us", "him", "her", "it", "them", "you", "look", "looking", "visit", "site", "page", "website", "found"}
    | {"is", "are", "was", "were", "be", "sold", "only", "online", "here", "there", "hosted", "live", "work", "working"}
    | {"check", "see", "arrive", "stay", "meet", "start", "buy", "store"}
    | {"or", "and", "but", "not", "as", "one", "that", "this", "so", "all", "everyone", "people", "someone", "anyone"}
)
# And words that no domain begins with.
_NO_DOMAIN = frozenset({"the", "a", "an", "my", "your", "his", "her", "our", "their", "this", "that", "which", "each"})


def spelt(text: str) -> Iterator[Rewriting]:
    """Rewritings of the signs of each disguised address, in order and apart."""
    done = 0
    for at in _AT.finditer(text):
        if at.start() < done:
            continue
        domain = _DOMAIN.match(text, at.end()) or (_BROKEN.match(text, at.end()) if at[0] == "@" else None)
        if domain is None or domain["first"].lower() in _NO_DOMAIN:
            continue
        local = _LOCAL.search(text, max(done, at.start() - _LOCAL_MAX), at.start())
        if local is None or local[0].lower() in _NO_LOCAL:
            continue
        found = list(_of_address(local, at, domain))
        if found:
            yield from found
            done = domain.end()


def _of_address(local: re.Match[str], at: re.Match[str], domain: re.Match[str]) -> Iterator[Rewriting]:
    for dot in _A_DOT.finditer(local.string, *local.span()):
        if dot[0] != ".":
            yield Rewriting(*dot.span(), ".", "spelt")
    if at[0] != "@":
        yield Rewriting(*at.span(), "@", "spelt")
    for gap in _BREAK.finditer(domain.string, *domain.span("first")):
        yield Rewriting(*gap.span(), "", "spelt")
    for dot in _A_DOT.finditer(domain.string, *domain.span("rest")):
        if dot[0] != ".":
            yield Rewriting(*dot.span(), ".", "spelt")
