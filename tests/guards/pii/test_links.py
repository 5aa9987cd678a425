"""The user that a link names."""

from __future__ import annotations

import pytest

from guards.pii.links import users_in
from tests.guards.stubs import case, pii_guard


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x?user=ada.l&page=2", ["ada.l"]),
        ("https://a.example/x?page=2&userId=48213#top", ["48213"]),
        ("https://a.example/x?username=brandvold", ["brandvold"]),
        ("https://a.example/x?customer_no=C-2291&member=m_77", ["C-2291", "m_77"]),
        ("GET /records?patient_id=00718342 HTTP/1.1", ["00718342"]),
        ("GET /api/v1/patients/00718342/records HTTP/1.1", ["00718342"]),
        ("https://a.example/people/ottilie-brandvold.", ["ottilie-brandvold"]),
        # nobody, words, few digits, placeholders, other names
        ("https://a.example/x?user=me&login=success&user_id=42&uid=admin", []),
        ("https://a.example/x?member=premium&customer=enterprise&student=true", []),
        ("https://a.example/x?user={user}&user_id=:id&username=$USER&username=", []),
        ("https://a.example/users/sign_in and https://a.example/users/42", []),
        ("https://a.example/users/octocat/repos", []),
        ("https://a.example/x?user_agent=ada.l&usertype=b2b", []),
        # no link
        ("f(x)?user=ada.l:b", []),
        ("x = a&user=ada.l", []),
        ("no link at all", []),
    ],
)
def test_users_of_links(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in users_in(text)] == expected


def test_the_guard_takes_the_user_and_the_policy_may_leave_it() -> None:
    link = "https://a.example/x?user=ada.l&page=2"
    for policy, replaced in [({}, "USER_ID"), ({"entities": {"USER_ID": "report"}}, None), ({"allow": ["ada.l"]}, "")]:
        found = pii_guard().check([case({"pii": policy}, messages=link)])[0].sightings
        kinds = [each.replace for each in found if each.rule == "USER_ID"]
        assert kinds == ([] if replaced == "" else [replaced])
