"""The scan loses nothing: heads stand in every match, both engines agree, and no text takes more than linear time."""

from __future__ import annotations

import re
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.scanning.folding import fold
from guards.scanning.matching import Engine
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.finding import found_in
from guards.secrets.formats import FORMATS, Format
from guards.secrets.heads import NoHead, head
from guards.secrets.plain import plain
from guards.secrets.scan import CONTEXT, rules, scan
from tests.guards.secrets import rows_first, rows_second
from tests.guards.secrets.random_tokens import RandomToken
from tests.guards.secrets.rows import rows

TABLES = [rows_first.POSITIVE, rows_first.NEGATIVE, rows_second.POSITIVE, rows_second.NEGATIVE]
ROWS = [row.text for table in TABLES for row in rows(table)]


@pytest.fixture(params=["hyperscan", "re2"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "hyperscan":
        pytest.importorskip("hyperscan")
    return request.param


def found_by(finder: Finder, text: str) -> list[Candidate]:
    return list(finder.find(text))


def test_the_heads_stand_wherever_a_pattern_matches() -> None:
    heads = [re.compile(rule.head) for rule in rules()]
    # A head that is written by hand stands wherever its finder finds something; the hint may match elsewhere too.
    finds = [known.pattern.search for known in FORMATS]
    finds += [partial(found_by, finder) if finder.head else finder.hint.search for finder in CONTEXT]
    tokens = [text for known in FORMATS for text, _ in RandomToken(known, seed=7).some(5)]
    matched = 0
    for text in (plain(each).text for each in ROWS + tokens):
        data = b"\n%b\n" % fold(text)
        for find, sign in zip(finds, heads, strict=True):
            if find(text):
                matched += 1
                assert sign.search(data), (find, text)
    assert matched > len(ROWS)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"gh[pousr]_[A-Za-z0-9]{36,255}", rb"(?:gho_|ghp_|ghr_|ghs_|ghu_)[A-Za-z0-9]{6}"),
        (r"(?<!x)abc(?=d)", rb"(?:abc)"),
        (r"a?bc*def", rb"(?:def)"),
        (r"[0-9]{3}-(?:live|test)_[a-z]{2,9}", rb"(?:\-live_|\-test_)[a-z]{2}"),
        (r"(?:one|two[a-z]*)wxyz", rb"(?:wxyz)"),
        (r"(?:ghij[0-9]+|klmn[0-9]+)", rb"(?:ghij)|(?:klmn)"),
        (r"(?i:Key)[a-z]+", rb"(?i)(?:Key)"),
    ],
)
def test_a_head(pattern: str, expected: bytes) -> None:
    assert head(re.compile(pattern)) == expected


@pytest.mark.parametrize("pattern", [r"[a-z]+", r"(?:abc)?[0-9]", r"(?:abc|[0-9]+)", r"(?:abc)*x*"])
def test_what_has_no_head(pattern: str) -> None:
    with pytest.raises(NoHead):
        head(re.compile(pattern))


def test_the_engines_find_the_same() -> None:
    pytest.importorskip("hyperscan")
    one, other = scan("hyperscan"), scan("re2")
    tokens = [text for known in FORMATS for text, _ in RandomToken(known, seed=11).some(3)]
    for text in ROWS + tokens + ["\n".join(ROWS)]:
        assert found_in(text, by=one) == found_in(text, by=other), text


PIECES = [
    "password",
    "=",
    ": ",
    '"',
    "is ",
    "token",
    "://u:",
    "@",
    "Bearer ",
    "hunter2",
    "\n",
    "sk-",
    "pin",
    "раss",
    "\u200b",
]


@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join))
def test_a_scan_changes_no_finding(text: str) -> None:
    assert found_in(text) == found_in(text, by=scan("re2")) == found_in(text, rules())


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.rule)
def test_random_tokens_of_every_format_are_found(known: Format) -> None:
    made = list(RandomToken(known).some(20))
    missed = [text for text, token in made if token not in [text[c.start : c.end] for c in found_in(text)]]
    # What is made at random may look like a placeholder (`<…>`) or like a UUID that stands alone.
    assert len(missed) <= len(made) * 0.4, missed


LARGE = 1_000_000
HOSTILE = [
    *("password=", "password: ", "my password is ", "password='", "password for a ", "token: <", "?sig=", "pw "),
    *("secret: a.b(", "bearer ", "authorization:", ";base64,", ";base64, password=hunter2a ", "://a:", "-----BEGIN "),
    *("a", "eyJ-", "eyJaaaaaaaa.", "sk-a1", "sk-ant-", "xoxb-", "bedrock-api-key-", "ya29.", "1Q~", "12345678:AA"),
    *(
        "\\",
        '"',
        "mysql -p",
        "curl -u ",
        "user a ",
        "creds ",
        "my my ",
        "cohere key ",
        "aws secret ",
        "<password ",
        "'",
    ),
    *(
        "password |",
        "password\n\n",
        "seed phrase abandon ",
        "as the password",
        "cookie=a ",
        "session=",
        "-pass ",
        "is ",
    ),
    *(
        "pass" * 3 + "=",
        "key_" * 4,
        "[({",
        "\u200b",
        "п",
        "identified by ",
        "auth('a','",
        'name="password" value ',
        "%3A",
    ),
    *(
        "echo a",
        "net use a ",
        "https://a.webhook.office.com/",
        "$argon2id$v=1$m=1,t=1,p=1$",
        "LS0tLS1CRUdJTiAA",
        "MIIA",
    ),
    *("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nAAAA\n", "Private-Lines: 1 a\n", "digest response="),
    *(
        "password from a to ",
        "the new one is ",
        "use a to log in ",
        "your code is ",
        "123456 is your ",
        "cvv ",
        "key a1A ",
    ),
    *(
        "security question answer: ",
        "recovery codes ab12-",
        "my words are abc ",
        "curl -b a=b ",
        "_b64=",
        "sid=",
        "密码",
    ),
    *(
        "kind: Secret\n",
        '"kind":"Secret"{',
        "a,password\n",
        "|password|\n",
        "wifi 'a' ",
        "https://a.io/s/",
        "auth: QUJD",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_million_characters_take_bounded_time(piece: str, engine: Engine) -> None:
    """A quadratic pattern takes hours for this; a linear one a moment or two."""
    begun = time.process_time()
    found_in(piece * (LARGE // len(piece)), by=scan(engine))
    assert time.process_time() - begun < 10
