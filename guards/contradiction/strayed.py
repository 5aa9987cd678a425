"""An answer about another named thing than the one asked for: asked of the dinner, it tells of the tennis match.

What enters are the last request, the answer and the rows of the context; what leaves is a pair of places. Only whole
names of one table count, one of them in the request, and nothing in either text that would explain the turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guards.contradiction.claims import is_denied, is_supposed
from guards.contradiction.selfsaid import Clash
from guards.contradiction.statements import Sentence
from guards.contradiction.subjects import Mention, Rows, mentions_of
from guards.contradiction.text.words import fold

# A request that names a thing to leave it out, or to set another beside it.
_ASIDE = re.compile(
    r"\b(?:other|another|else|instead|besides|except|not|than|like|near(?:by|est|er)?|closest|similar|versus|vs"
    r"|compare\w*|between|alternativ\w*)\b|n't\b"
)
_TURNED = re.compile(
    r"\b(?:instead|unfortunately|however|not|also|another|other|alternativ\w*|sorry|unable|cannot|closed|compare\w*"
    r"|than|mean|meant)\b|n't\b"
)
_REQUEST_MAX = 400


def compare(folded: str, sentences: Sequence[Sentence], request: str, tables: Sequence[Rows]) -> Iterator[Clash]:
    """The first name of the answer that is another than the request's."""
    wanted = fold(request)
    if len(wanted) > _REQUEST_MAX or _ASIDE.search(wanted) or _TURNED.search(folded):
        return
    for table in tables:
        asked = _subjects(wanted, 0, len(wanted), table)
        if len({one.phrase for one in asked}) != 1:
            continue
        said = [
            one
            for sentence in sentences
            if not sentence.question and not is_supposed(folded, sentence)
            for one in _subjects(folded, sentence.start, sentence.end, table)
            if not is_denied(folded, sentence, one.start)
        ]
        if said and all(one.phrase != asked[0].phrase for one in said):
            yield Clash(
                "request_name_conflict", said[0].start, said[0].end, asked[0].start, asked[0].end, confidence=0.7
            )
            return


def _subjects(folded: str, start: int, end: int, table: Rows) -> list[Mention]:
    return [one for one in mentions_of(folded, start, end, table) if one.column == table.subject]
