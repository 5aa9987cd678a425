"""Links: what opens something goes, and the link stays readable."""

from __future__ import annotations

from random import Random
from string import ascii_letters, digits

import pytest

from guards.secrets.finding import found_in
from guards.secrets.randomness import bits_of


def shown(text: str) -> str:
    for each in reversed(found_in(text)):
        text = f"{text[: each.start]}<{each.rule}>{text[each.end :]}"
    return text


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        # the name of a parameter and a value that nobody guesses
        ("https://shop.example/reset?token=q7Rk2vLx9T", "https://shop.example/reset?token=<URL_SECRET>"),
        ("https://a.example/x?lang=en&sig=9f8e7d6c5b4a&page=2", "https://a.example/x?lang=en&sig=<URL_SECRET>&page=2"),
        ("https://a.example/cb?code=4%2F0AfgeXvt9Qw3kLmZx&scope=email", "https://a.example/cb?code=<URL_SECRET>&scope=email"),
        ("https://a.example/f?X-Amz-Date=20260301T000000Z&X-Amz-Signature=5d41402abc4b2a76b9719d911017c592", (
            "https://a.example/f?X-Amz-Date=20260301T000000Z&X-Amz-Signature=<URL_SECRET>"
        )),
        ("https://z.example/j/98765432101?pwd=QmFzZTY0UGFzcw", "https://z.example/j/98765432101?pwd=<PASSWORD>"),
        ("https://a.example/cas?ticket=ST-771-Lk29xVbq8", "https://a.example/cas?ticket=<URL_SECRET>"),
        ("https://a.example/p?shareKey=a8f3k2m9q1", "https://a.example/p?shareKey=<URL_SECRET>"),
        ("https://a.example/p;jsessionid=1A2B3C4D5E6F?x=1", "https://a.example/p;jsessionid=<URL_SECRET>?x=1"),
        ("https://a.example/verify?otp=493021", "https://a.example/verify?otp=<URL_SECRET>"),
        ("https://a.example/i?invite=5f1d7c4e-90ab-4c3d-8e2f-1a2b3c4d5e6f", "https://a.example/i?invite=<URL_SECRET>"),
        # in a fragment, without a host, in other spellings of the signs
        ("https://a.example/cb#access_token=ya8f3k2m9q1&state=1", "https://a.example/cb#access_token=<URL_SECRET>&state=1"),
        ("https://a.example/#/reset/q7Rk2vLx9T", "https://a.example/#/reset/<URL_SECRET>"),
        ("GET /reset?token=q7Rk2vLx9T HTTP/1.1", "GET /reset?token=<URL_SECRET> HTTP/1.1"),
        ("href='/x?a=1&amp;token=q7Rk2vLx9T'", "href='/x?a=1&amp;token=<URL_SECRET>'"),
        (r"https://a.example/x?a=1\u0026token=q7Rk2vLx9T", r"https://a.example/x?a=1\u0026token=<URL_SECRET>"),
        ("https://a.example/go?to=https%3A%2F%2Fb.example%2Fx%3Ftoken%3Dq7Rk2vLx9T", (
            "https://a.example/go?to=https%3A%2F%2Fb.example%2Fx%3Ftoken%3D<URL_SECRET>"
        )),
        ("myapp://login?magic=q7Rk2vLx9T", "myapp://login?magic=<URL_SECRET>"),
        # a segment of the path behind a word that says so
        ("https://a.example/password-reset/q7Rk2vLx9T.", "https://a.example/password-reset/<URL_SECRET>."),
        ("(https://a.example/invite/q7Rk2vLx9T)", "(https://a.example/invite/<URL_SECRET>)"),
        ("https://a.example/unsubscribe/list/8c1e77ab90d24f0e", "https://a.example/unsubscribe/list/<URL_SECRET>"),
        ("https://d.example/s/k3v9q2m7x1t8b5n4/plan.pdf?dl=0", "https://d.example/s/<URL_SECRET>/plan.pdf?dl=0"),
        ("https://d.example/file/d/1H8SOqhJQA1ySvYMOoIay8/view", "https://d.example/file/d/<URL_SECRET>/view"),
        ("GET /confirm/q7Rk2vLx9T HTTP/1.1", "GET /confirm/<URL_SECRET> HTTP/1.1"),
        ("https://a.example/unsubscribe?q7Rk2vLx9T", "https://a.example/unsubscribe?<URL_SECRET>"),
        ("https://a.example/webhook/5f1d7c4e-90ab-4c3d-8e2f-1a2b3c4d5e6f", "https://a.example/webhook/<URL_SECRET>"),
        ("https://a.example/ical/private-9f8e7d6c5b4a/basic.ics", "https://a.example/ical/private-<URL_SECRET>/basic.ics"),
        ("https://p.example/?bf1d7c4e#5FqLkz9Xw2mVtR7yN3pQh8", "https://p.example/?bf1d7c4e#<URL_SECRET>"),
        ("https://a.example/x?verification_code=493021&code=200", (
            "https://a.example/x?verification_code=<URL_SECRET>&code=200"
        )),
        ("https://q7Rk2vLx9TmZ4@g.example/a.git", "https://<URL_SECRET>@g.example/a.git"),
        ("https://ada:t1ger-Lily@h.example/x", "https://ada:<URL_PASSWORD>@h.example/x"),
    ],
)  # fmt: skip
def test_what_opens_something_goes(link: str, expected: str) -> None:
    assert shown(link) == expected
    assert shown(f"See {link} now") == f"See {expected} now"


@pytest.mark.parametrize(
    "link",
    [
        # pages, articles, searches, campaigns, tracking
        "https://a.example/list?page=2&sort=asc&limit=100",
        "https://a.example/articles/20260301-how-to-reset-a-password",
        "https://a.example/search?q=k3v9q2m7x1t8&key=name",
        "https://a.example/?utm_source=mail&utm_content=k3v9q2m7x1t8b5&gclid=Cj0KCQiA1NebBhDDARIsAANiDD3",
        "https://v.example/watch?v=dQw4w9WgXcQ",
        "https://a.example/list?page_token=k3v9q2m7x1t8b5n4&next_token=k3v9q2m7x1t8b5n4",
        # words, numbers and placeholders behind names that open
        "https://a.example/reset?token=required&code=404",
        "https://a.example/reset?token=YOUR_TOKEN&key={api_key}&sig=<signature>&session=$SESSION",
        "https://a.example/t?ticket=48213&key=PROJ-1234",
        "https://a.example/reset/password/start",
        "https://a.example/invite/friends/and-family-2026",
        "https://a.example/verify/email?session=off",
        "https://a.example/join/our-summer-team-2026",
        "https://a.example/s/summer-sale-2026",
        "https://a.example/?code=SPRING24",
        # commits, versions, files, rows
        "https://g.example/a/b/commit/d399d1e5fadf8668b7ed593019c84d5e91b0c7cc",
        "https://g.example/a/b/blob/d399d1e5fadf/src/NetBSDProcessList.c",
        "https://a.example/download/app-1.2.3-x86_64.AppImage",
        "https://a.example/files/70b61c0f-57ce-4715-a247-cae8729dcce9.mp3",
        "https://a.example/d/70b61c0f-57ce-4715-a247-cae8729dcce9",
        "https://a.example/app.js?h=70b61c0f57ce4715&v=1.2.3",
        "https://en.example/wiki/Student%27s_t-test#Equal_sample_sizes%2C_variances_%28sX1%29",
        "GET /users/42/sessions HTTP/1.1",
        "https://docs.example/api.html#operations-PutRecordBatchRequest-size2",
        "ssh://git@g.example/a/private-notes/reset-guide",
        "https://a.example/hooks/12345678?code=200",
        "if a?key=value:b",
        "x = y&mask; token=ab",
    ],
)
def test_plain_links_stay_whole(link: str) -> None:
    assert shown(link) == link


def test_random_values_are_random() -> None:
    """Of ten letters and digits from 62, nearly all have the bits that a name that says it all asks for."""
    draw = Random(7)
    tokens = ["".join(draw.choices(ascii_letters + digits, k=10)) for _ in range(1_000)]
    assert sum(bits_of(token) >= 24 for token in tokens) >= 980


@pytest.mark.parametrize(
    "value", ["", "required", "AppImage", "page-2-of-10", "20260301", "v1.2.3", "iPhone15", "USER_ID"]
)
def test_words_and_numbers_are_not(value: str) -> None:
    assert bits_of(value) == 0


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    ["?token=" * 60_000, "https://" * 50_000, "&a" * 150_000, "https://a/" + "s/" * 150_000, "?" + "a" * 300_000],
)
def test_no_text_takes_more_than_its_size(text: str) -> None:
    found_in(text)
