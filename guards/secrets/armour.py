"""Private keys in PEM and PGP armour, found by plain search; a key that was cut has no end line.

Sources: PEM labels RFC 7468; OpenSSH PROTOCOL.key; PGP armour RFC 9580, 6.2; PuTTY's .ppk its manual, appendix C.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.secrets.candidate import Candidate, Finder
from guards.secrets.never import is_placeholder

_BEGIN: Final = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
# Its base64 lines (real or escaped line breaks, quoted in mails) go as far as they go.
_BODY: Final = re.compile(r"(?:[A-Za-z0-9+/=:,. \t>\"'-]|\\[nrt]|\r?\n){0,20000}")
_MIN: Final = 40
_PUTTY: Final = re.compile(r"Private-Lines: \d{1,4}\s{1,3}(?P<value>(?:[A-Za-z0-9+/=]{1,80}\s{0,3}){1,200})")


def _armoured(text: str) -> Iterator[Candidate]:
    at, closing = 0, 0
    while (begin := _BEGIN.search(text, at)) is not None:
        if 0 <= closing < begin.end():  # once there is no end line, there is none further on
            closing = text.find("-----END ", begin.end())
        following = text.find("-----BEGIN ", begin.end())
        if closing >= 0 and (following < 0 or closing < following):
            line_end = text.find("-----", closing + 9)
            end = line_end + 5 if line_end >= 0 else len(text)
        else:
            body = _BODY.match(text, begin.end(), following if following >= 0 else len(text))
            end = body.end() if body else begin.end()
        at = end
        held = text[begin.end() : end]
        if sum(map(str.isalnum, held)) >= _MIN and not is_placeholder(held[:2000]):
            yield Candidate("PRIVATE_KEY", begin.start(), end, 0.99)


def _putty(text: str) -> Iterator[Candidate]:
    for found in _PUTTY.finditer(text):
        start, end = found.span("value")
        yield Candidate("PRIVATE_KEY", start, start + len(text[start:end].rstrip()), 0.99)


ARMOUR: Final = (Finder(_BEGIN, _armoured), Finder(re.compile(r"Private-Lines: \d"), _putty))
