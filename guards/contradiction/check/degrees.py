"""Adjectives of degree: which way they point, and the headings that they speak of unnamed. Nothing else is here."""

from __future__ import annotations

from guards.contradiction.text.words import stem

# By adjective: its direction, and the headings that it speaks of unnamed; "-" behind one turns the direction.
_WORDS = """most more highest higher greatest greater + / least less lowest lower fewest fewer - /
largest larger biggest bigger + area size population capacity attendance / smallest smaller - area size population
capacity attendance / longest longer + length duration runtime time distance span / shortest shorter - length duration
runtime time distance height / tallest taller + height floors / heaviest heavier + weight mass / lightest lighter -
weight mass / fastest faster quickest quicker + speed time- duration- / slowest slower - speed time- duration- /
cheapest cheaper - price cost fee fare rent / priciest pricier dearest + price cost fee fare rent / oldest older + age
built- founded- born- / youngest younger - age born- / warmest warmer hottest hotter + temperature temp / coldest colder
coolest cooler - temperature temp / deepest deeper + depth / widest wider + width / latest later newest newer + date
year / earliest earlier - date year"""


def _degrees() -> dict[str, tuple[int, dict[str, int]]]:
    found: dict[str, tuple[int, dict[str, int]]] = {}
    for line in _WORDS.split("/"):
        words = line.split()
        at = next(n for n, word in enumerate(words) if word in "+-")
        sign = 1 if words[at] == "+" else -1
        heads = {stem(word.rstrip("-")): -sign if word.endswith("-") else sign for word in words[at + 1 :]}
        found |= {stem(word): (sign, heads) for word in words[:at]}
    return found


DEGREES = _degrees()
