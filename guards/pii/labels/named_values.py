"""Labels that are values: `{"name": "birth_date", "value": "1980-03-12"}`, as forms and environments have them.

What enters is a text; what leaves are fields, each a value under the label that stands beside it. The one key must mean
a name, the other a value; the label comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.pii.labels.fields import Field, value_end
from guards.pii.labels.meaning import said_by
from guards.pii.labels.records import Evidence, evidence_beside

NAMING = ("name", "key", "label", "field", "title", "question", "attribute", "header")
VALUED = ("value", "answer")
_SIGNS_OF_JSON = tuple(f"{word}{sign}" for word in VALUED for sign in "\"'\\")
_NAMING, _VALUED = "|".join(NAMING), "|".join(VALUED)
_IN_JSON = re.compile(
    rf"""(?P<q>\\{{0,7}}["'])(?:{_NAMING})(?P=q)\s{{0,40}}:\s{{0,40}}(?P=q)(?P<label>[^"'\\\n]{{1,48}})(?P=q)
    \s{{0,40}},\s{{0,40}}(?P=q)(?:{_VALUED})(?P=q)\s{{0,40}}:\s{{0,40}}(?P<open>(?:(?P=q))?)""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_YAML = re.compile(
    rf"""(?:^|\n)[ ]{{0,40}}-[ ](?:{_NAMING}):[ ]["']?(?P<label>[^"'\n:]{{1,48}})["']?[ ]*\r?\n
    [ ]{{1,40}}(?:{_VALUED}):[ ](?P<open>["']?)""",
    re.VERBOSE,
)


def named_values_in(text: str) -> Iterator[tuple[Field, Evidence]]:
    """The values of a text that are named beside.

    >>> text = '[{"name":"PATIENT_DOB","value":"19610803"},{"name":"LOG","value":"debug"}]'
    >>> [text[field.start : field.stop] for field, _ in named_values_in(text)]
    ['19610803']
    """
    found = [*_IN_JSON.finditer(text)] if any(sign in text for sign in _SIGNS_OF_JSON) else []
    found += _IN_YAML.finditer(text) if " value: " in text or " answer: " in text else ()
    labels = [each["label"] for each in found]
    for number, each in enumerate(found):
        said = said_by(labels[number])
        if said is not None:
            stop, whole = value_end(text, each.end(), each["open"])
            others = labels[max(number - 12, 0) : number] + labels[number + 1 : number + 12]
            yield Field(said, each.start(), each.end(), stop, whole, True), evidence_beside(others)
