"""Secrets behind their name: .env, YAML, JSON, INI, code, XML, HTML, tables, function calls, escaped JSON in strings.

What enters is plain text; what leaves are candidates for the value alone. A value counts by how surely it is one:
a quoted value may be a word, a bare one behind a blank may not.
"""

# ruff: noqa: E501 - a pattern is a line

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from guards.secrets.candidate import Candidate, Finder
from guards.secrets.looks import looks_secret
from guards.secrets.names import HEAD, HINT, Name, is_harmless, is_weak, named, names_in
from guards.secrets.never import is_variable
from guards.secrets.values import Surety, is_key, is_password

_FLAGS: Final = re.IGNORECASE | re.ASCII
_CLOSE: Final = r"\\{0,4}[\"'`\]*)}]{0,3}"
_TYPE: Final = r"(?:Optional\[str\]|&(?:'static )?str|str|string\??|char\[?\]?)"
# From the name to its value. `link` says how sure the link is.
_LINK: Final = re.compile(
    rf"(?P<rest>[A-Za-z0-9_.-]{{0,24}})(?:{_CLOSE}\s{{0,3}}(?:\([^()\n]{{1,40}}\))?"
    rf"(?:\s(?:tempor(?:aire|al|anea|aria|ary)|provis(?:ional|oire|oria)|ini[ct]ial|actuel|actual|attuale|nueva|wifi))?"
    rf"(?:\s(?:for|to|of|on|in|para|fur|pour|do|da|di|van|voor)\s[^\n:=\"]{{1,50}}?)?[ \t]{{0,40}}"
    rf"(?P<operator>(?:\|\||\?\?|[:?+])?=>?|:\s{{0,2}}{_TYPE}\s{{0,2}}=|:|->)(?!=)(?:\*{{1,2}}|__?(?=\s))?[ \t]{{0,40}}(?:\r?\n[ \t]{{1,12}}(?![\w-]{{1,40}}:))?(?:[>|][-+]?[ \t]{{0,3}}\r?\n[ \t]{{1,16}})?(?:</?[a-z]{{1,10}}>\s{{0,3}}){{0,3}}(?:\{{\s{{0,8}}\"(?:value|secureValue|default|S)\"\s{{0,3}}:\s{{0,3}})?"
    rf"|(?P<pair>\\?[\"']?\s{{0,20}},?\s{{0,20}}(?:[a-z-]{{1,12}}=[\"'][^\"'<>]{{0,40}}[\"']\s{{1,3}}){{0,3}}\\?[\"']?(?:value|default|content)\\?[\"']?\s{{0,3}}[:=]\s{{0,3}})"
    rf"|(?P<block>[\"']\s{{0,3}}\{{[^{{}}]{{0,160}}?default\s{{0,12}}=\s{{0,3}})"
    rf"|(?P<element>(?<=[\w-])[\"']?(?:\s[^<>\n]{{0,60}})?>(?:<!\[CDATA\[)?)"
    rf"|(?P<row></[a-z]{{1,10}}>\s{{0,12}}<[a-z]{{1,10}}[^<>\n]{{0,40}}>\s{{0,3}}(?:<[a-z]{{1,10}}>)?)"
    rf"|(?P<typed>[\"'\]]{{0,3}}\)\.(?:type|fill|send_?keys|set_?value|val|input)\(\s{{0,3}})(?=\\{{0,4}}[\"'`])"
    rf"|(?P<cell>{_CLOSE}\s{{0,12}}\|\s{{0,12}})"
    rf"|(?P<call>[A-Za-z]{{0,10}}\(\s{{0,3}}|\\?[\"'](?:\]|\))?\s{{0,3}},\s{{0,3}}|\s{{1,6}})(?=\\{{0,4}}[\"'`])"
    rf"|(?P<blank>\s{{1,3}}(?:\d\s)?))",
    _FLAGS,
)  # fmt: skip
_QUOTE: Final = re.compile(
    r"(?:[@$]|(?<![A-Za-z0-9])[rbuf])?(?P<escape>\\{0,4})(?P<quote>\"\"\"|\'\'\'|[\"'`])", re.ASCII
)
_BARE: Final = re.compile(r"[^\s\"`<>|\\]{1,500}")
_NEXT: Final = re.compile(r"[,;&](?:$|[A-Za-z_][\w.-]{0,40}\s?[=:])", re.ASCII)
_END_OF_LINE: Final = re.compile(r"[ \t]{0,3}(?:[\r\n,;}#]|\\[nr]|$|</?|--|//)")


class _Value(NamedTuple):
    start: int
    end: int
    surety: Surety


def _assigned(text: str) -> Iterator[Candidate]:
    taken = 0
    for name in names_in(text):
        # A name inside a value that is already a secret has nothing to add, and could be there a thousand times.
        found = _behind(text, name) if name.start >= taken else None
        if found is not None:
            taken = found.end
            yield found


def _behind(text: str, name: Name) -> Candidate | None:
    link = _LINK.match(text, name.end)
    if link is None or is_harmless(text[max(0, name.start - 16) : name.start], link["rest"]):
        return None
    value = _value(text, name, link)
    if value is None:
        return None
    start, end, surety = value
    if is_weak(link["rest"]) and not looks_secret(text[start:end], "weak"):
        return None
    if not name.is_password:
        known = is_key(text[start:end]) and not (surety != "sure" and is_variable(text[start:end]))
        return Candidate("SECRET_KEY", start, end, 0.8) if known else None
    phrase = "phrase" in name.text.lower()
    return Candidate("PASSWORD", start, end, 0.85) if is_password(text[start:end], surety, phrase) else None


def _value(text: str, name: Name, link: re.Match[str]) -> _Value | None:
    quoted = _quoted(text, link.end())
    if quoted is not None:
        return quoted if _links_quoted(text, name, link) else None
    if link["call"] is not None or link["typed"] is not None:
        return None
    if link["element"] is not None:
        return _element(text, name, link)
    bare = _BARE.match(text, link.end())
    if bare is None or bare[0][0] in "[({" or _is_apart(text, name, link):
        return None
    start, end = trimmed(text, *bare.span())
    if is_variable(text[start:end]) and not (
        name.is_password and (_is_env(name, link) or _is_form(name, link, text[start:end]))
    ):
        return None
    return _Value(start, end, _surety(text, name, link, end))


_IN_CALL: Final = re.compile(r"\w\(\s{0,3}[\"'][^\"'\n]{0,40}$")


def _links_quoted(text: str, name: Name, link: re.Match[str]) -> bool:
    """False where a quoted string only stands beside the name: in a list, a table of settings, behind a verb."""
    if link["call"] is None:
        return True
    if text[link.end()] == "`" or link["rest"]:
        return False
    if "," in link["call"]:
        return _IN_CALL.search(text, max(0, name.start - 44), name.start) is not None
    return name.text.lower() not in ("pass", "pin", "pw", "key") or "(" in link["call"]


def _quoted(text: str, at: int) -> _Value | None:
    opened = _QUOTE.match(text, at)
    if opened is None:
        return None
    closing = opened["escape"] + opened["quote"]
    begun = opened.end()
    line = text.find("\n", begun, begun + 500)
    stop = min(line if line >= 0 else len(text), begun + 500)
    end = text.find(closing, begun, stop)
    while end > 0 and not opened["escape"] and (text[end - 1 : end] == "\\" != text[end - 2 : end - 1]):
        end = text.find(closing, end + 1, stop)  # an escaped quote is part of the value
    while end > 0 and closing == "'" and text[end + 1 : end + 2] == "'":
        end = text.find(closing, end + 2, stop)  # so is YAML's and SQL's doubled one
    if end < 0:
        end = stop if stop == len(text) else -1  # cut off
    return _Value(begun, end, "sure") if end > begun else None


def _element(text: str, name: Name, link: re.Match[str]) -> _Value | None:
    """`<password>…</password>`: the name must stand in a tag that opens."""
    opening = text.rfind("<", max(0, name.start - 90), name.start)
    if opening < 0 or not re.fullmatch(r"<[\w:.-]{0,39}(?:\s[^<>]{0,60})?", text[opening : name.start]):
        return None
    closing = (
        text.find("<", link.end(), link.end() + 300)
        if not link[0].endswith("[CDATA[")
        else text.find("]]>", link.end(), link.end() + 300)
    )
    if closing <= link.end():
        return None
    value = text[link.end() : closing]
    start = link.end() + len(value) - len(value.lstrip())
    return _Value(start, start + len(value.strip()), "sure") if value.strip() else None


def _is_env(name: Name, link: re.Match[str]) -> bool:
    """`DB_PASSWORD=correct_horse`: a name in capitals, no blanks."""
    return link["operator"] == "=" and link[0].endswith("=") and name.text.isupper()


_PAIR: Final = re.compile(r"[A-Za-z_]\w{0,40}[=:(]", re.ASCII)
_BEFORE_KEY: Final = re.compile(r"[\s\w.\"'-]*")


def _is_apart(text: str, name: Name, link: re.Match[str]) -> bool:
    """True for a value that belongs to something else: behind a verb, or on the next line of what is no YAML key."""
    if link["blank"] is not None:
        if _PAIR.match(text, link.end()):
            return True
        return (name.text.lower() in ("pass", "pin") and text[name.start - 1 : name.start] not in "-_") or "\n" in link[
            "blank"
        ]
    line = text.rfind("\n", max(0, name.start - 60), name.start) + 1 or max(0, name.start - 60)
    return link["operator"] is not None and "\n" in link[0] and _BEFORE_KEY.fullmatch(text, line, name.start) is None


_END_OF_ARGUMENT: Final = re.compile(r"\s{0,3}(?:$|\n|\\|[|;&>\"'`)]|-{1,2}[A-Za-z])")
_TYPE_NAME: Final = re.compile(r".*(?:Str|String|Field|Type|Token|Input|Hash|Value|Encoder|Option|Text)")


def _is_form(name: Name, link: re.Match[str], value: str) -> bool:
    """`Password: CoffeeTime`: filled in by a person, not by a programmer."""
    return link["operator"] == ":" and name.text.istitle() and value[0].isupper() and not _TYPE_NAME.fullmatch(value)


def _surety(text: str, name: Name, link: re.Match[str], end: int) -> Surety:
    if link["operator"] is None:
        is_flag = text[max(0, name.start - 24) : name.start].rpartition(" ")[2].startswith("-")
        if link["row"] is not None:
            return "line"
        # `--password hunter2` ends a command or comes before another flag; "the --password option" does neither.
        given = is_flag and link["blank"] is not None and _END_OF_ARGUMENT.match(text, end) is not None
        return "sure" if link["pair"] or link["block"] or given else "prose"
    # `DB_PASSWORD=correcthorse` is an assignment; `password = correcthorse` is code, and a variable.
    if link["operator"] == "=" and link[0].endswith("="):
        return "sure"
    alone = _END_OF_LINE.match(text, end) is not None
    return "line" if link["operator"] == ":" and alone else "prose"


_UNCLEAR: Final = frozenset(".,;:?*'")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the punctuation of the sentence around it; a closing bracket stays where it was opened inside."""
    following = _NEXT.search(text, start + 1, end)
    if following is not None:
        end = following.start()
    while end > start and (text[end - 1] in _UNCLEAR or (text[end - 1] in ")]}" and _unopened(text[start:end]))):
        end -= 1
    return start, end


def _unopened(value: str) -> bool:
    return any(value.count(right) > value.count(left) for left, right in ("()", "[]", "{}"))


def named_secret(name: str | int, value: str) -> str | None:
    """The rule for a JSON member whose key says that its value is a secret (`{"password": "…"}`)."""
    found = named(name)
    if found is None:
        return None
    if found.is_password:
        return "PASSWORD" if is_password(value, "sure", "phrase" in found.text.lower()) else None
    return "SECRET_KEY" if is_key(value) else None


# What must stand behind a name for `_assigned` to be asked: a link other than a blank, or a blank and a digit nearby.
_HINT: Final = re.compile(
    rf"{HINT}(?:{_CLOSE}\s{{0,3}}(?:\([^()\n]{{1,40}}\))?(?:\s[^\n:=\"]{{1,56}})?[ \t]{{0,40}}(?:[:=]|->|\|\|=|\?\?=)"
    rf"|[^\n\"'A-Za-z]{{0,4}}[\"'`|(]|[\"']?(?:\s[^<>\n]{{0,60}})?>|</[a-z]{{1,10}}>\s{{0,12}}<|[A-Za-z]{{0,10}}\(|\s{{1,20}},?\s{{0,20}}\\?[\"']?(?:value|default|content)|\s{{1,3}}(?:\d\s)?[^\s]{{0,40}}\d)",
    _FLAGS,
)  # fmt: skip

ASSIGNED: Final = (Finder(_HINT, _assigned, HEAD),)
