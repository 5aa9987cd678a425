"""What stands in a line, by name: the features that tell its register.

What enters is a line; what leaves are features between 0 and about 1. Every pattern is bounded or of one pass.
"""

from __future__ import annotations

import re

_WORDS = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "a",
        "in",
        "is",
        "that",
        "it",
        "for",
        "was",
        "on",
        "are",
        "with",
        "as",
        "be",
        "this",
        "have",
        "or",
        "by",
        "not",
        "but",
        "they",
        "we",
        "you",
        "he",
        "she",
        "i",
        "my",
        "your",
        "his",
        "her",
        "from",
        "at",
        "an",
        "if",
        "can",
        "will",
        "would",
        "has",
        "had",
        "been",
        "which",
        "there",
        "their",
        "our",
        "me",
        "do",
        "does",
        "der",
        "die",
        "das",
        "und",
        "ist",
        "nicht",
        "ein",
        "eine",
        "zu",
        "den",
        "mit",
        "von",
        "ich",
        "wir",
        "sie",
        "es",
        "auf",
        "für",
        "im",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "et",
        "est",
        "dans",
        "pour",
        "que",
        "qui",
        "pas",
        "je",
        "nous",
        "vous",
        "sur",
        "au",
        "el",
        "los",
        "las",
        "y",
        "en",
        "por",
        "con",
        "una",
        "no",
        "se",
        "del",
        "lo",
        "su",
        "para",
        "il",
        "di",
        "che",
        "e",
        "per",
        "non",
        "sono",
        "una",
        "o",
        "os",
        "as",
        "um",
        "uma",
        "da",
        "na",
        "em",
        "não",
        "het",
        "een",
        "van",
        "niet",
        "dat",
        "ik",
        "zijn",
        "op",
        "te",
    ]
)
_STAMP = re.compile(
    r"\W{0,2}(?:\d{4}[-/.]\d\d[-/.]\d\d[T _]?|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d |\d\d/[A-Z][a-z]{2}/\d{4}|"
    r"[IWEF]\d{4} |\[?\d\d?:\d\d:\d\d)"
)
_LEVEL = re.compile(
    r"\b(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|TRACE|NOTICE|CRITICAL|(?<=level=)\w+|(?<=\[)(?:info|warn|error|debug))\b"
)
_TIME = re.compile(r"\d\d:\d\d:\d\d")
_CLOCK = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_PROCESS = re.compile(r"\w\[\d+\]:|\bpid[= ]\d+|\[[\w./-]+\]")
_KEYWORD = re.compile(
    r"\s*(?:[@#]\w|#!|(?:def|class|import|from|return|if|elif|else|for|while|try|except|with|async|await|const|let|var|func"
    r"|function|public|private|protected|static|void|package|use|fn|impl|struct|enum|interface|export|echo|sudo|raise|assert"
    r"|yield|switch|case|break|continue|namespace|template|typedef|type|fi|done|then|do|SELECT|INSERT|UPDATE|CREATE|FROM"
    r"|WHERE|JOIN|int|char|bool|double|string)\b)"
)
_CALL = re.compile(r"[\w\])]\(")
_DOTTED = re.compile(r"[A-Za-z_]\.[A-Za-z_]|::|->")
_OPERATOR = re.compile(r"[=!<>+*/%&|]=| = |=>|->|&&|\|\||\+\+|:=")
_BRACKETS = re.compile(r"[(){}\[\]]")
_SNAKE = re.compile(r"[A-Za-z]_[A-Za-z]")
_CAMEL = re.compile(r"[a-z][A-Z]")
_ASSIGNED = re.compile(r"(?<![=!<>])\b[\w.-]+=[^=\s]")
_KEY_COLON = re.compile(r"\s*(?:- )?[\w.\"'/-]+:(?:\s|$)")
_KEY_EQUALS = re.compile(r"\s*[\w.-]+\s?=\s?[^=]")
_ITEM = re.compile(r"\s*- \S+$")
_JSON_KEY = re.compile(r'"[^"\n]{1,60}"\s*:')
_JSON_ITEM = re.compile(r'\s*(?:"[^"\n]*"|-?\d[\d.eE+-]*|true|false|null|[\[\]{}]+)\s*,?\s*$')
_SECTION = re.compile(r"\s*\[[\w .:-]+\]\s*$")
_TAG = re.compile(r"</?[A-Za-z][\w-]*[ />]")
_RULER = re.compile(r"[\s|+:=-]{3,}$")
_GAPS = re.compile(r"\S(?:\s{2,}|\t)\S")
_CELLS = re.compile(r"[^,;|\t]{0,40}[,;|\t]")
_NUMBER = re.compile(r"\b\d[\d.,:]*\b")
_SENTENCE_END = re.compile(r"[a-z\)\"'”’][.!?…:]['\"”’)]?\s*$")
_SENTENCE_START = re.compile(r"\s*(?:[-*•>]\s|\d+[.)]\s)?[\"“'(]?[A-ZÀ-Ý][a-zà-ÿ']*[ ,]")
_ODD = re.compile(r"[^\w\s.,;:!?'\"’“”()-]")


def features_of(line: str) -> dict[str, float]:
    """What stands in a line, by name; counts are given as shares or cut off, so that each is 0 to about 1."""
    bare = line.strip()
    size = len(bare) or 1
    words = _WORDS.findall(bare)
    count = len(words) or 1
    small = sum(word.lower() in _SMALL_WORDS for word in words)
    digits, letters = sum(map(str.isdigit, bare)), sum(map(str.isalpha, bare))
    found: dict[str, float] = {
        "small words": small / count,
        "many small words": min(small, 8) / 8,
        "digits": digits / size,
        "letters": letters / size,
        "odd signs": min(len(_ODD.findall(bare)) * 4 / size, 1.0),
        "words": min(len(words), 16) / 16,
        "one word": float(len(words) <= 1),
        "indent": min(len(line) - len(line.lstrip()), 16) / 16,
        "brackets": min(len(_BRACKETS.findall(bare)), 8) / 8,
        "calls": min(len(_CALL.findall(bare)), 3) / 3,
        "dotted": min(len(_DOTTED.findall(bare)), 3) / 3,
        "operators": min(len(_OPERATOR.findall(bare)), 2) / 2,
        "snake": min(len(_SNAKE.findall(bare)), 3) / 3,
        "camel": min(len(_CAMEL.findall(bare)), 3) / 3,
        "assigned": min(len(_ASSIGNED.findall(bare)), 4) / 4,
        "json keys": min(len(_JSON_KEY.findall(bare)), 3) / 3,
        "gaps": min(len(_GAPS.findall(bare)), 4) / 4,
        "commas": min(bare.count(",") * 8 / size, 1.0),
        "bars": min(bare.count("|"), 4) / 4,
        "tabs": min(line.count("\t"), 3) / 3,
        "cells": min(len(_CELLS.findall(bare)) * 8 / size, 1.0) if size > 4 else 0.0,
        "numbers": min(len(_NUMBER.findall(bare)) * 6 / size, 1.0),
        "tags": min(len(_TAG.findall(bare)), 2) / 2,
        "quotes": min((bare.count('"') + bare.count("'")) * 8 / size, 1.0),
        "slashes": min((bare.count("/") + bare.count("\\")) * 8 / size, 1.0),
    }
    for name, pattern in _AT_START.items():
        if pattern.match(line):
            found[name] = 1.0
    for name, pattern in _ANYWHERE.items():
        if pattern.search(line):
            found[name] = 1.0
    if bare and bare[-1] in ";{},:[\\>)]":
        found[f"ends {bare[-1]}"] = 1.0
    if bare and bare[0] in '#/*<>{}["|$.-@':
        found[f"begins {bare[0]}"] = 1.0
    return found


_AT_START = {
    "stamp": _STAMP,
    "keyword": _KEYWORD,
    "key colon": _KEY_COLON,
    "key equals": _KEY_EQUALS,
    "item": _ITEM,
    "json item": _JSON_ITEM,
    "section": _SECTION,
    "ruler": _RULER,
    "sentence start": _SENTENCE_START,
}
_ANYWHERE = {"level": _LEVEL, "time": _TIME, "clock": _CLOCK, "process": _PROCESS, "sentence end": _SENTENCE_END}
