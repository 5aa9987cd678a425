"""What is looked for elsewhere, and what is too weak for it."""

from __future__ import annotations

import pytest

from guards.elsewhere.forms import forms_of
from guards.elsewhere.search import Search


def places(kind: str, value: str, text: str) -> list[str]:
    return [text[start:end] for start, end, _ in Search(forms_of(kind, value)).of(text)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        # a word, a name of a month, two letters, a single town
        ("PERSON", "May"),
        ("PERSON", "Li"),
        ("LOCATION", "Lisbon"),
        ("PASSWORD", "summer"),
        ("PASSWORD", "abcd"),
        ("PASSWORD", "739"),
        ("PASSWORD", "1987"),
        ("PASSWORD", "4200"),
        ("US_PIN", "7391"),
        ("PASSWORD", "aaaaaaa"),
        ("PASSWORD", "111111"),
        ("ID", "2024"),
        ("ID", "A-12"),
        ("US_SSN", "12345"),
        # of no one person
        ("ORGANIZATION", "Brightmere Claims"),
        ("DATE_TIME", "2024-03-05"),
        ("URL", "https://example.com/a"),
        ("NRP", "Portuguese"),
        ("TOO_LARGE", "any text at all 123456"),
        ("PERSON", "..."),
        ("PERSON", ""),
    ],
)
def test_what_could_be_a_word_is_looked_for_nowhere(kind: str, value: str) -> None:
    assert forms_of(kind, value) == []


@pytest.mark.parametrize(
    ("kind", "value", "text", "expected"),
    [
        # secrets: sign by sign, as whole words
        ("PASSWORD", "Fjord-Lantern-71", "typed Fjord-Lantern-71, twice", ["Fjord-Lantern-71"]),
        ("PASSWORD", "Fjord-Lantern-71", "fjord-lantern-71 xFjord-Lantern-71 Fjord-Lantern-718 Fjord-Lantern", []),
        ("PASSWORD", "!t0p#Secret!", "is !t0p#Secret! it, t0p#Secret", ["!t0p#Secret!", "t0p#Secret"]),
        ("PASSWORD", "#9x!q2", "is #9x!q2 it, 9x!q2", ["#9x!q2"]),
        ("PASSWORD", 'q"7\\zz1', 'as "q\\"7\\\\zz1" or q%227%5Czz1', ['q\\"7\\\\zz1', "q%227%5Czz1"]),
        ("PASSWORD", "päss wörd 9", r"p\u00e4ss w\u00f6rd 9 and p%C3%A4ss%20w%C3%B6rd%209", [
            r"p\u00e4ss w\u00f6rd 9", "p%C3%A4ss%20w%C3%B6rd%209",
        ]),
        # found as it is escaped, elsewhere plain
        ("PASSWORD", 'q\\"7zz1', 'then q"7zz1 again', ['q"7zz1']),
        ("PASSWORD", "a%2Fb%21c9", "then a/b!c9 again", ["a/b!c9"]),
        ("SECRET_KEY", "k" * 30 + "7" * 70, "it is " + "k" * 30 + "7" * 70, ["k" * 30 + "7" * 70]),
        ("PRIVATE_KEY", "-----BEGIN-----\nabc\ndef\n-----END-----", "-----BEGIN-----\nabc\ndef\n-----END-----", [
            "-----BEGIN-----\nabc\ndef\n-----END-----",
        ]),
        # e-mail: in any case
        ("EMAIL_ADDRESS", "tea@inn.example", "TEA@inn.example, tea%40inn.example, tea@inn.examples", [
            "TEA@inn.example", "tea%40inn.example",
        ]),
        # numbers: the same digits with other signs between them
        ("CREDIT_CARD", "4111 1111 1111 1111", "4111111111111111, 4111-1111-1111-1111, 41111111 11111111", [
            "4111111111111111", "4111-1111-1111-1111", "41111111 11111111",
        ]),
        ("CREDIT_CARD", "4111 1111 1111 1111", "14111111111111111 4111111111111111x 0.4111111111111111", []),
        ("PHONE_NUMBER", "+1 (202) 555-0143", "+12025550143 or 202.555.0143 or (202) 555 0143", [
            "+12025550143", "202.555.0143", "(202) 555 0143",
        ]),
        ("PHONE_NUMBER", "+49 30 901820", "030/901820", ["030/901820"]),
        ("IBAN_CODE", "DE89 3704 0044 0532 0130 00", "de89370400440532013000", ["de89370400440532013000"]),
        ("US_SSN", "219-09-9998", "219099998, 219 09 9998", ["219099998", "219 09 9998"]),
        ("ID", "MRN 482-113", "MRN482113 and 482113", ["MRN482113"]),
        ("MEDICAL_NUMBER", "423 545 5656", "No. 4235455656", ["4235455656"]),
        ("DATE_OF_BIRTH", "11/07/1958", "11.07.1958, 11 July 1958", ["11.07.1958"]),
        # full names: the words in any case and order of a list; the surname and a rare given name with a capital
        ("PERSON", "Ottilie Vold", "by ottilie vold, to OTTILIE.VOLD, of Vold, Ottilie; ottilieVold", [
            "ottilie vold", "OTTILIE.VOLD", "Vold, Ottilie", "ottilieVold",
        ]),
        ("PERSON", "Ottilie Vold", "Mr Vold's, VOLD; vold; Volds; Voldt", ["Vold", "VOLD", "Volds"]),
        ("PERSON", "Ottilie Vold", "Ottilie, ottilie", ["Ottilie"]),
        # found in small letters, or long and in no list: in small letters too
        ("PERSON", "tamsin quist", "so tamsin; Quist or quist", ["tamsin; Quist", "quist"]),
        ("PERSON", "Ottilie Brandvold", "the brandvold case, obrandvold@", ["brandvold", "obrandvold"]),
        # every word of a name, and the halves of a double one; no little words
        ("PERSON", "Inés de la Vega Arnaiz", "Sra. Vega y de la", ["Vega"]),
        ("PERSON", "Jo Thackeray-Voldt", "Mr Voldt, Mrs Thackeray", ["Voldt", "Thackeray"]),
        ("PERSON", "Dawn Little", "20433;Little;Dawn;2021", ["Little;Dawn"]),
        # one word in code is the name of a thing, and so are two in small letters that are nobody's
        ("PERSON", "Siobhan", "x.Siobhan(1), Siobhan = a_Siobhan, Siobhan.y but Siobhan.", ["Siobhan"]),
        ("PERSON", "elbbs ztdio", "elbbs ztdio, ztdio", []),
        # one word that is common: as the surname
        ("PERSON", "Snow", "Snow fell. Ask Snow, A. Snow", ["Snow", "Snow"]),
        # a place that is somebody's name, or nobody's word
        ("LOCATION", "Siobhan", "so Siobhan acks", ["Siobhan"]),
        # digits that open a door
        ("PASSWORD", "7391", "dial 7391, not 17391", ["7391"]),
        # scripts without capitals
        ("PERSON", "ناديا المصري", "كتبت ناديا المصري", ["ناديا المصري"]),
        ("PERSON", "प्रिया शर्मा", "क्या प्रिया शर्मा है", ["प्रिया शर्मा"]),
        ("PERSON", "Ottilie Brandvold", "ottilie%20brandvold", ["ottilie%20brandvold"]),
        ("PERSON", "Prof. Zoë O'Dwyer Jr.", "O'Dwyer; o'dwyer", ["O'Dwyer"]),
        ("PERSON", "QUENNELL-OKORO, Bettina", "Mrs Quennell-Okoro", ["Quennell-Okoro"]),
        # a surname that is a word: not at the beginning of a sentence, and no given name that is one
        ("PERSON", "Grace Price", "Then Price paid. Price: 20. PRICE LIST. By the grace of Grace", ["Price"]),
        ("PERSON", "Theresa May", "In May, says Theresa", ["Theresa"]),
        # scripts without spaces
        ("PERSON", "김민수", "김민수는 왔다", ["김민수"]),
        ("PERSON", "王小明", "请问王小明先生", ["王小明"]),
        ("PERSON", "王明", "请问王明先生", []),
        # an e-mail address that says a name
        ("EMAIL_ADDRESS", "tancredi.bellandi@inn.example", "Tancredi Bellandi, Sig. Bellandi", [
            "Tancredi Bellandi", "Bellandi",
        ]),
        ("EMAIL_ADDRESS", "siobhan@inn.example", "Siobhan writes, siobhan", ["Siobhan"]),
        ("EMAIL_ADDRESS", "orders@inn.example", "Orders, orders", []),
        ("EMAIL_ADDRESS", "customer.service@inn.example", "Customer Service, Service", []),
        ("EMAIL_ADDRESS", "office.berlin@inn.example", "Berlin", []),
        # an address, and any other type by its strength
        ("LOCATION", "12 Elm Street, Springfield", "to 12 elm street springfield", ["12 elm street springfield"]),
        ("USER_ID", "u-48213", "for u-48213 and U-48213", ["u-48213"]),
    ],
)  # fmt: skip
def test_places_of_a_value(kind: str, value: str, text: str, expected: list[str]) -> None:
    assert places(kind, value, text) == expected
