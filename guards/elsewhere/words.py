"""What the lists of the tagger of names say of a word.

What enters is a word; what leaves is whether it says little of anybody. The lists are loaded with the tagger, where a
name or a word was found.
"""

from __future__ import annotations

from functools import lru_cache

_COMMONEST, _TOWNS, _NAMES = frozenset("12W"), frozenset("Cc"), frozenset("FGfg")
_HEARD = frozenset("1234WCcSKTB")


def _lists_of(word: str) -> str:
    from guards.pii.names.model import tagger  # half a second, which an event without findings need not wait for

    return tagger().lists.get(word.lower(), "")


@lru_cache(maxsize=4_096)
def is_common(word: str) -> bool:
    """One of the 5,000 most frequent English words or a word of instructions; of the 20,000 most frequent one that is
    no given name."""
    lists = _lists_of(word)
    return not _COMMONEST.isdisjoint(lists) or ("3" in lists and "G" not in lists)


def is_name(word: str) -> bool:
    """A given name or a surname."""
    return not _NAMES.isdisjoint(_lists_of(word))


def is_unheard_of(word: str) -> bool:
    """None of the 50,000 most frequent English words, and no town's name."""
    return _HEARD.isdisjoint(_lists_of(word))


def is_town(word: str) -> bool:
    """Known as a town and as nobody's name."""
    lists = set(_lists_of(word))
    return bool(lists & _TOWNS) and not lists & _NAMES
