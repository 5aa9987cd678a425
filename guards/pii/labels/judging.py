"""The score of a labelled value: what the label says, what the shape says, what the record around it says.

What enters are a label's meaning, the fit of its value and the evidence around; what leaves is a score, to be measured
against the policy's threshold (.4 by default). One sum and no vetoes.
"""

from __future__ import annotations

from guards.pii.labels.meaning import Said
from guards.pii.labels.records import Evidence
from guards.pii.labels.vocabulary import NATIONAL

# What each other personal label of a record adds, and how many count; machines' labels take as much.
_BESIDE, _BESIDE_MAX = 0.2, 2
_MACHINE, _MACHINE_MAX = 0.1, 3
_ROLE = 0.25
_FOREIGN_NAME = 0.2
_MECHANICAL_WORD = 0.3
# Words stand between a number's label and it.
_FAR = 0.3
# `policy 4471-22-981`: the number must speak for itself, and has six digits at least.
_UNNUMBERED = 0.15
# What is said of a company's day, or of a dead emperor's, has no record around it.
_IN_PROSE = 0.15
# The sure types say what they are whatever stands around them.
SURE = 0.7
# A word that nobody knows before a mere `name` or `city` makes it another's; before `patient` it does not.
_NAMED = 0.45
_TOP = 0.95


def score_of(said: Said, more: float, evidence: Evidence, separated: bool = True, far: bool = False) -> float:
    """The score of a value, 0 to 0.95.

    >>> from guards.pii.labels.meaning import said_by
    >>> name = said_by("name")
    >>> [score_of(name, 0, Evidence(*around)) for around in [(0, 0), (1, 0), (2, 0), (0, 2), (1, 3), (0, 0, 1)]]
    [0.2, 0.4, 0.6, 0.0, 0.1, 0.45]
    >>> score_of(said_by("ssn"), 0, Evidence(0, 3)), score_of(said_by("file name"), 0, Evidence(1, 0))
    (0.9, 0.0)
    """
    base = said.meaning.base
    score = base + more
    if base < SURE:
        score += _BESIDE * min(evidence.personal, _BESIDE_MAX) - _MACHINE * min(evidence.mechanical, _MACHINE_MAX)
        score += _ROLE * (evidence.role or said.role)
    if not separated and said.meaning.type == "PERSONAL_DATE":
        score -= _IN_PROSE
    if said.meaning.type in NATIONAL and far:
        score -= _FAR
    if said.unnumbered:
        score -= _UNNUMBERED
    if said.mechanical:
        score -= _MECHANICAL_WORD
    if said.foreign and base < _NAMED and said.meaning.type in ("PERSON", "LOCATION"):
        score -= _FOREIGN_NAME
    return round(min(max(score, 0.0), _TOP), 3)
