"""Labelled values: valid, invalid and near-miss rows, form by form."""

from __future__ import annotations

import pytest

from guards.pii.labels import Under, labelled

REDACTED = 0.4


def found(text: str, under: Under | None = None) -> list[tuple[str, str]]:
    """Types and values that the default policy would redact."""
    return [(each.type, text[each.start : each.end]) for each in labelled(text, under) if each.score >= REDACTED]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # JSON: whole, in a fence, within a string, of Python and JavaScript, broken
        ('{"ssn":"219099998"}', [("US_SSN", "219099998")]),
        ("EmployeeID    : E-118740", [("ID", "E-118740")]),
        ("Rodné číslo: 146004/1187, nar. 18. 1. 1982", [("ID", "146004/1187"), ("DATE_OF_BIRTH", "18. 1. 1982")]),
        ("Το ΑΦΜ είναι 094318221", [("ID", "094318221")]),
        ("паспорт FE 218604, дата рождения: 12.03.1980", [("PASSPORT", "FE 218604"), ("DATE_OF_BIRTH", "12.03.1980")]),
        ('See:\n```json\n{"lastName":"Winter","x":1}\n```', [("PERSON", "Winter")]),
        (r'{"body":"{\"last-name\":\"Winter\"}"}', [("PERSON", "Winter")]),
        ("{'family_name': 'winter', 'ok': True}", [("PERSON", "winter")]),
        ('{passportNumber: "912803456", "x": [', [("PASSPORT", "912803456")]),
        ('{"a":1}\n{"birth.date":"1974-11-02"}', [("DATE_OF_BIRTH", "1974-11-02")]),
        # key=value, query strings, YAML, attributes
        ("user=x ssn=219099998 ok=1", [("US_SSN", "219099998")]),
        ("/find?first_name=Hope&page=2", [("PERSON", "Hope")]),
        ("patient:\n  surname: winter\n  ward: 4", [("PERSON", "winter")]),
        ('<Row nhsNumber="9434765919" ok="1"/>', [("UK_NHS", "9434765919")]),
        # forms
        ("Date of birth .... 12.03.1980", [("DATE_OF_BIRTH", "12.03.1980")]),
        ("Surname:\nWinter\nWard: 4", [("PERSON", "Winter")]),
        ("**Surname:** Winter", [("PERSON", "Winter")]),
        ("Vorname: Ida  Nachname: Sommer  PLZ: -", [("PERSON", "Ida"), ("PERSON", "Sommer")]),
        ("氏名：山田太郎 生年月日：1980年3月12日", [("PERSON", "山田太郎"), ("DATE_OF_BIRTH", "1980年3月12日")]),
        # prose
        ("her national insurance number is QQ 12 34 56 C.", [("UK_NINO", "QQ 12 34 56 C")]),
        ("Refer to policy no. HX-2048-81, please", [("ID", "HX-2048-81")]),
        ("born in Leeds on 3 May 1980", [("DATE_OF_BIRTH", "3 May 1980")]),
        ("Adm. 14 Feb 2026, d/c 21 Feb 2026", [("PERSONAL_DATE", "14 Feb 2026"), ("PERSONAL_DATE", "21 Feb 2026")]),
        ("Seine Steuer-ID lautet 86 095 742 719", [("DE_TAX_ID", "86 095 742 719")]),
        # near misses
        ('{"ssn":"unknown","last_name":null,"surname":"N/A"}', []),
        ('{"ssn_required":219099998,"name_count":3}', []),
        ("the policy allows 30 days; a member since 2019", []),
        ("order_id=2125551234 request_id=88123456 build no. 20240311", []),
        ("Please state the number of patients: 4512", []),
        ("Mozart was born on 27 January 1756", []),
        ("customer_id: 550e8400-e29b-41d4-a716-446655440000", []),
        ("The full name: the name as it stands in the register of the court", []),
        ("Customer: Thanks, that worked.", []),
    ],
)
def test_what_a_label_says(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,last_name,ssn\n1,Winter,536904399\n2,Reed,457120093", ["Winter", "536904399", "Reed", "457120093"]),
        ('surname;plz\n"Sommer, geb. Winter";10115', ["Sommer, geb. Winter", "10115"]),
        ("ticket\tpassport_number\tstatus\nT-1\t912803456\topen", ["912803456"]),
        ("| Name | SSN |\n|---|---|\n| hope day | 219099985 |", ["hope day", "219099985"]),
        ("| Field | Value |\n|---|---|\n| Surname | winter |\n| Plan | gold |", ["winter"]),
        ("<table><tr><th>Surname</th><th>Plan</th></tr><tr><td>Winter</td><td>gold</td></tr></table>", ["Winter"]),
        ("<tr><th>Date of birth</th><td><b>12.03.1980</b></td></tr>", ["12.03.1980"]),
        ("<p><Patient><Surname>Winter</Surname><Ward>4</Ward></Patient>", ["Winter"]),
        ("INSERT INTO p (id, surname) VALUES (1, 'O''Winter'), (2, 'Sommer');", ["O''Winter", "Sommer"]),
        ("name,version\nleft-pad,1.3.0", []),
        ("first, the name, last\nno, that is all", []),
    ],
)
def test_columns_and_markup(text: str, expected: list[str]) -> None:
    assert sorted(value for _, value in found(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "under", "expected"),
    [
        ("Winter", Under("lastName"), ["PERSON"]),
        ("88123", Under("member_id"), ["ID"]),
        ("hope", Under("name", ("patient",)), ["PERSON"]),
        ("hope", Under("name", (), ("email", "phone")), ["PERSON"]),
        ("hope", Under("name"), []),
        ("lodash", Under("name", ("package",), ("version",)), []),
        ("open", Under("status"), []),
    ],
)
def test_what_the_event_says_of_a_string(text: str, under: Under, expected: list[str]) -> None:
    assert [kind for kind, _ in found(text, under)] == expected


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ('{"name": "hope", "email": "h@x.org"}', True),
        ('{"customer": {"name": "hope"}, "v": 2}', True),
        ('{"name": "hope", "version": "1.2", "license": "MIT"}', False),
        ('{"email": "h@x.org", "app": {"name": "hope", "version": "1.2"}}', False),
        ("container:\n  name: hope\n  image: hope:1.2", False),
    ],
)
def test_a_name_is_judged_by_its_record(text: str, redacted: bool) -> None:
    assert (("PERSON", "hope") in found(text)) is redacted
