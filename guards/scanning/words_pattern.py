"""A list of words as one pattern.

What enters are a policy's words; what leaves is a compiled pattern, to be run with a time limit.
"""

from __future__ import annotations

from typing import Any

import regex


def words_pattern(words: tuple[str, ...]) -> Any:
    """Whole words and phrases, in any case; a set of them costs no more than one."""
    return regex.compile(r"(?<!\w)\L<words>(?!\w)", regex.IGNORECASE, words=list(words))
