"""Which recognizer of names an engine has: ours, none, or one that registers itself.

What enters is the policy's word; what leaves is a Presidio recognizer. A plug-in is an entry point of the group
`tidegate.names`: a callable that takes a language and returns an `EntityRecognizer`. So any model can speak here, for
instance

    def gliner(language: str) -> EntityRecognizer:
        return GLiNERRecognizer(model_name="urchade/gliner_multi_pii-v1", supported_language=language)
"""

from __future__ import annotations

from importlib.metadata import entry_points

from presidio_analyzer import EntityRecognizer

from guards.pii.names.recognizer import NamesRecognizer

GROUP = "tidegate.names"
BUILTIN, OFF = "builtin", "off"


def names_recognizer(choice: str, language: str = "en") -> EntityRecognizer | None:
    """The recognizer of a choice; none where it is `off`. Raises `ValueError` for a name that nobody registers.

    >>> names_recognizer("builtin").name
    'NamesRecognizer'
    """
    if choice == OFF:
        return None
    if choice == BUILTIN:
        return NamesRecognizer(supported_language=language)
    found = [point for point in entry_points(group=GROUP) if point.name == choice]
    if not found:
        raise ValueError(f"no recognizer of names is registered as that: builtin, off, or an entry point of {GROUP}")
    made = found[0].load()(language)
    if not isinstance(made, EntityRecognizer):
        raise TypeError(f"the entry point of {GROUP} returned no EntityRecognizer")
    return made
