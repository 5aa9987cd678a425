"""Values that fill the templates' slots: people, places, addresses, and what is neither.

Every value comes from a seeded `random.Random`, so that a seed gives the same sentences everywhere. A value may be
marked up itself: `⟦LOC:Paris⟧` is a span of that label, and a value without marks is no span.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

LISTS = Path(__file__).parent / "lists"
OPEN, CLOSE = "⟦", "⟧"


@cache
def own(name: str) -> list[str]:
    """One of our own lists."""
    return [item for line in (LISTS / f"{name}.txt").read_text("utf-8").splitlines() for item in line.split("|") if item]


@cache
def _own_words() -> list[str]:
    return " ".join(own("words")).split()


def marked(label: str, value: str) -> str:
    """A value as a span."""
    return f"{OPEN}{label}:{value}{CLOSE}"


class Values:
    """Draws values. `shown` and `hidden` halves of the pools let a held-out set use names never seen in training."""

    def __init__(self, seed: int, part: int = 0, pools: Any = None) -> None:
        """`part` 0 draws from nine tenths of each pool, 1 from the rest."""
        if pools is None:
            from training.names import pools
        self._pools = pools
        self.random = random.Random(seed)
        self._part = part
        self._people = {
            place: (self._half(given), self._half(family)) for place, (given, family) in self._pools.people().items()
        }
        latin = [place for place in self._people if place not in self._pools.OFTEN and self._is_latin(place)]
        other = [place for place in self._people if place not in self._pools.OFTEN and not self._is_latin(place)]
        self._latin, self._other = latin, other
        self._often = ([place for place in self._pools.OFTEN if place in self._people], [])
        self._weights = [self._pools.OFTEN[place] for place in self._often[0]]
        self._towns, self._cities = self._half(self._pools.towns()), self._half(own("cities")[:])
        self._places, self._countries = self._half(own("places")), self._pools.countries()
        self._kinds = self._pools.street_kinds()
        self._world = self._half(list(self._pools.towns_of_the_world()))
        # The census gives the USA more family names than Faker has, the rare ones too.
        given, family = self._people["en_US"]
        self._people["en_US"] = (given, family + self._half(sorted(self._pools.census("all.last")[:20_000])))

    def _half(self, pool: list[str]) -> list[str]:
        kept = [item for index, item in enumerate(pool) if (index % 10 == 3) == bool(self._part)]
        return kept or pool

    def _is_latin(self, place: str) -> bool:
        return self._pools.is_latin("".join(self._people[place][0][:3]))

    # -- people

    def _locale(self) -> str:
        drawn = self.random.random()
        if drawn < 0.74:
            return self.random.choices(self._often[0], self._weights)[0]
        return self.random.choice(self._latin if drawn < 0.92 else self._other)

    def _given_family(self, locale: str | None = None) -> tuple[str, str, str]:
        place = locale or self._locale()
        given, family = self._people[place]
        return self.random.choice(given), self.random.choice(family), place

    def first(self) -> str:
        return marked("PER", self._given_family()[0])

    def last(self) -> str:
        return marked("PER", self._given_family()[1])

    def full(self) -> str:
        return marked("PER", self._full())

    def _full(self, locale: str | None = None) -> str:
        given, family, place = self._given_family(locale)
        if place in ("zh_CN", "zh_TW", "ja_JP", "ko_KR"):
            return family + ("" if self.random.random() < 0.8 else " ") + given
        drawn = self.random.random()
        if drawn < 0.76:
            return f"{given} {family}"
        if drawn < 0.86:
            return f"{given} {self.random.choice('ABCDEFGHJKLMNPRSTW')}{self.random.choice(['.', '.', ''])} {family}"
        if drawn < 0.90:
            return f"{given} {self._given_family(place)[0]} {family}"
        if drawn < 0.93:
            return f"{given} {family}-{self._given_family(place)[1]}"
        if drawn < 0.96:
            return f"{given} {family} {self._given_family(place)[1]}"
        if drawn < 0.98:
            return f"{given[0]}. {family}"
        linked = self.random.choice(["van", "van der", "de", "de la", "von", "di", "bin", "al", "O'", "Mc", "dos"])
        return f"{given} {linked}{'' if linked in ('O' + chr(39), 'Mc') else ' '}{family}"

    def name(self) -> str:
        """Any form that a person's name takes in running text."""
        drawn = self.random.random()
        return self.full() if drawn < 0.66 else self.first() if drawn < 0.9 else self.last()

    def reversed(self) -> str:
        given, family, _ = self._given_family()
        tail = self.random.choice(["", "", f" {self.random.choice('ABCDEJLMRST')}.", f" {self._given_family()[0]}"])
        return marked("PER", f"{family}, {given}{tail}")

    def of(self, locale: str) -> str:
        """A full name of a locale, for templates in its language."""
        return marked("PER", self._full(locale))

    def title(self) -> str:
        return self.random.choice(
            ["Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Dr.", "Dr", "Miss", "Prof.", "Professor", "Sir", "Madam", "Judge",
             "Captain", "Officer", "Rev.", "Father", "Sister", "Nurse", "Coach", "Señora", "Herr", "Frau", "Monsieur"]
        )  # fmt: skip

    # -- places

    def city(self) -> str:
        return marked("LOC", self._city())

    def _city(self) -> str:
        drawn = self.random.random()
        if drawn < 0.45:
            return self.random.choice(self._cities)
        if drawn < 0.65:
            return self.random.choice(self._towns)
        if drawn < 0.9:
            return self.random.choice(self._world)
        return self._made_town()

    def _made_town(self) -> str:
        _, family, _ = self._given_family(self.random.choice(["en_US", "en_GB"]))
        form = self.random.choice(
            ["{}ville", "{}ton", "{} Springs", "Port {}", "Lake {}", "New {}", "{}burg", "{} Falls", "North {}", "Fort {}",
             "{}field", "{} Heights", "St. {}", "West {}", "{} Beach", "East {}", "{} Creek", "{}borough", "{} Hill"]
        )  # fmt: skip
        return form.format(family)

    def country(self) -> str:
        return marked("LOC", self.random.choice(self._countries))

    def state(self) -> str:
        return marked("LOC", self.random.choice(self._pools.states()))

    def place(self) -> str:
        drawn = self.random.random()
        return (
            self.city() if drawn < 0.5 else self.country() if drawn < 0.75 else self.state() if drawn < 0.85 else
            marked("LOC", self.random.choice(self._places))
        )  # fmt: skip

    def city_state(self) -> str:
        code = self.random.choice([self.random.choice(self._pools.state_codes()), self.random.choice(self._pools.states())])
        return f"{self.city()}, {marked('LOC', code)}"

    def city_country(self) -> str:
        return f"{self.city()}, {self.country()}"

    def town_names(self, locale: str) -> list[str]:
        """Towns of a locale."""
        return self._pools.town_names().get(locale) or ["Москва"]

    def foreign_city(self) -> str:
        return marked("LOC", self.random.choice(self._pools.foreign_towns()))

    # -- addresses

    def _number(self) -> str:
        drawn, r = self.random.random(), self.random
        if drawn < 0.8:
            return str(r.choice([r.randint(1, 99), r.randint(1, 999), r.randint(100, 9999), r.randint(1000, 19999)]))
        return r.choice([f"{r.randint(1, 99)}{r.choice('abcdABC')}", f"{r.randint(1, 60)}-{r.randint(61, 90)}",
                         f"{r.randint(1, 99)}/{r.randint(1, 30)}"])  # fmt: skip

    def _street_name(self) -> str:
        r, drawn = self.random, self.random.random()
        kind = r.choice(["Street", "St", "St.", "Avenue", "Ave", "Ave.", "Road", "Rd", "Rd.", "Drive", "Dr", "Lane", "Ln",
                         "Boulevard", "Blvd", "Court", "Ct", "Way", "Place", "Pl", "Terrace", "Circle", "Cir", "Parkway", "Pkwy",
                         "Close", "Crescent", "Square", "Gardens", "Hill", "Row", "Trail", "Highway", "Alley", "Mews",
                         r.choice(self._kinds)])  # fmt: skip
        if drawn < 0.12:
            number = r.randint(1, 199)
            tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
            return f"{r.choice(['', '', 'E ', 'W ', 'North ', 'NW '])}{number}{tail} {kind}"
        if drawn < 0.17:
            return r.choice(["County Road", "Highway", "Route", "State Route", "US", "Farm Road"]) + f" {r.randint(1, 600)}"
        if drawn < 0.20:
            return r.choice(["Broadway", "The Crescent", "The Green", "Wall Street", "Pennsylvania Avenue", "The Strand"])
        base = r.choice([r.choice(own("streets")), r.choice(own("streets")),
                         self._given_family(r.choice(["en_US", "en_GB", "en_US"]))[r.choice([0, 1, 1])], self._city()])  # fmt: skip
        turned = r.choice(["", "", "", "", "", "N ", "S. ", "East ", "West ", "NE "])
        return f"{turned}{base} {kind}"

    def _unit(self) -> str:
        r = self.random
        kind = r.choice(["Apt", "Apt.", "Apartment", "Suite", "Ste", "Unit", "#", "Floor", "Room", "Flat", "Bldg", "Lot"])
        number = r.choice([str(r.randint(1, 999)), f"{r.randint(1, 40)}{r.choice('ABCDEF')}", r.choice("ABCDEFGH")])
        return f"{kind}{'' if kind == '#' else ' '}{number}"

    def _us(self, sep: str) -> str:
        r = self.random
        code = r.choice([r.choice(self._pools.state_codes())] * 4 + [r.choice(self._pools.states())])
        unit = r.choice(["", "", "", f"{r.choice([', ', ' ', sep])}{self._unit()}"])
        post = r.choice([f" {r.randint(501, 99950):05d}"] * 6 + [f" {r.randint(501, 99950):05d}-{r.randint(1, 9999):04d}", ""])
        tail = r.choice(["", "", "", "", f"{sep}{r.choice(['USA', 'United States', 'U.S.A.', 'US'])}"])
        comma = r.choice([", ", ", ", ", ", " "])
        return f"{self._number()} {self._street_name()}{unit}{sep}{self._city()}{comma}{code}{post}{tail}"

    def _uk_code(self) -> str:
        r, letters = self.random, "ABDEFGHJLNPQRSTUWXYZ"
        area = r.choice(["SW", "SE", "NW", "N", "E", "W", "M", "B", "LS", "G", "EH", "BS", "CB", "OX", "CF", "BT", "NE", "NG", "S"])
        outer = f"{area}{r.randint(1, 29)}{r.choice(['', '', '', 'A', 'W'])}"
        return f"{outer} {r.randint(1, 9)}{r.choice(letters)}{r.choice(letters)}"

    def _uk(self, sep: str) -> str:
        r = self.random
        head = r.choice(["", "", "", f"Flat {r.randint(1, 60)}{sep}", f"{self.random.choice(own('streets'))} House{sep}"])
        county = r.choice(["", "", f"{sep}{r.choice(self._pools.states())}"])
        tail = r.choice(["", "", "", f"{sep}{r.choice(['UK', 'United Kingdom', 'England', 'Scotland'])}"])
        return f"{head}{self._number()} {self._street_name()}{sep}{self._city()}{county}{r.choice([sep, ' '])}{self._uk_code()}{tail}"

    def _canada_australia(self, sep: str) -> str:
        r = self.random
        if r.random() < 0.5:
            letters = "ABCEGHJKLMNPRSTVXY"
            code = f"{r.choice(letters)}{r.randint(0, 9)}{r.choice(letters)} {r.randint(0, 9)}{r.choice(letters)}{r.randint(0, 9)}"
            part, tail = r.choice(["ON", "QC", "BC", "AB", "MB", "SK", "NS", "NB", "NL", "PE"]), r.choice(["", f"{sep}Canada"])
        else:
            code, part = f"{r.randint(800, 7999):04d}", r.choice(["NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT"])
            tail = r.choice(["", f"{sep}Australia"])
        unit = r.choice(["", "", f"{self._unit()}{r.choice([', ', sep, ' '])}"])
        return f"{unit}{self._number()} {self._street_name()}{sep}{self._city()}{r.choice([' ', ', '])}{part} {code}{tail}"

    def _europe(self, sep: str) -> str:
        """Street before number, postcode before town, as most of the continent writes."""
        r = self.random
        street, number = self._foreign_street()
        low = r.choice([f"{r.randint(1000, 99999):05d}"] * 4 + [f"{r.randint(1000, 9999)}", f"{r.randint(1000, 9999)} {r.choice('ABCDEGHKN')}{r.choice('ABCDEGHKN')}",
                        f"{r.randint(10, 99)}-{r.randint(100, 999)}", f"{r.randint(100, 999)} {r.randint(10, 99)}",
                        f"{r.choice('DAFHPLSIB')}-{r.randint(1000, 99999)}", f"{r.randint(1000, 9999)}-{r.randint(100, 999)}"])  # fmt: skip
        town = r.choice([r.choice(self._towns), self._city()])
        tail = r.choice(["", "", "", f"{sep}{r.choice(self._countries)}"])
        stair = r.choice(["", "", "", "", f", {r.choice(['2º B', '3. OG', 'int. 4', 'bte 12', '1er étage', 'lgh 1102', 'm. 5', '2 tv'])}"])
        region = r.choice(["", "", "", f" ({town[:2].upper()})", f" {r.randint(1, 20)}"])
        line = f"{street} {number}" if number else street
        if r.random() < 0.12:
            return f"{line}{stair}{sep}{town}{sep}{low}{tail}"
        return f"{line}{stair}{sep}{low} {town}{region}{tail}"

    def _foreign_street(self) -> tuple[str, str]:
        r = self.random
        number = r.choice([str(r.randint(1, 300)), str(r.randint(1, 90)), f"{r.randint(1, 120)}{r.choice('abc')}", f"{r.randint(1, 80)}/{r.randint(1, 40)}"])
        drawn = r.random()
        place = r.choice(["fr_FR", "es_ES", "it_IT", "pt_BR", "de_DE"])
        given, family, _ = self._given_family(place)
        if drawn < 0.25:
            root = r.choice([family, "Haupt", "Bahnhof", "Garten", "Schul", "Berg", "Linden", "Kirch", "Goethe", "Mühlen", "Wald", "Dorf", "Sonnen"])
            return root + r.choice(["straße", "str.", "strasse", "weg", "gasse", "platz", "allee", "-Straße", "ring"]), number
        if drawn < 0.45:
            kind = r.choice(["rue", "Rue", "avenue", "Avenue", "boulevard", "place", "chemin", "allée", "impasse", "quai"])
            what = r.choice([f"{given} {family}", f"de {self._city()}", f"de la {r.choice(['République', 'Gare', 'Paix', 'Mairie', 'Liberté'])}",
                             f"du {r.choice(['Moulin', 'Château', 'Marché', 'Général ' + family])}", "des Lilas", "Victor Hugo"])  # fmt: skip
            return f"{number}{r.choice(['', ',', ' bis'])} {kind} {what}", ""
        if drawn < 0.60:
            kind = r.choice(["Calle", "C/", "Avenida", "Av.", "Avda.", "Plaza", "Paseo", "Carrera", "Calle de", "Rambla", "Ronda"])
            return f"{kind} {r.choice([given + ' ' + family, family, 'Mayor', 'Real', 'de la Constitución', 'San ' + given, 'Juárez'])}{r.choice(['', ','])}", number
        if drawn < 0.70:
            kind = r.choice(["Via", "Viale", "Piazza", "Corso", "Largo", "Strada", "Vicolo"])
            return f"{kind} {r.choice([given + ' ' + family, family, 'Roma', 'Garibaldi', 'Dante', 'San ' + given, 'della Repubblica'])}{r.choice(['', ','])}", number
        if drawn < 0.78:
            kind = r.choice(["Rua", "Avenida", "Travessa", "Praça", "Alameda", "Largo", "Estrada"])
            return f"{kind} {r.choice([given + ' ' + family, family, 'das Flores', 'do Comércio', 'Dom Pedro II', 'XV de Novembro'])},", number
        if drawn < 0.86:
            root = self._given_family(r.choice(["nl_NL", "sv_SE", "da_DK", "no_NO", "fi_FI"]))[1]
            root = r.choice([root, "Kerk", "Dorps", "Stor", "Kungs", "Skole", "Strand", "Molen", "Kirke", "Norr", "Vester", "Karl Johans "])
            return root + r.choice(["straat", "laan", "weg", "plein", "gracht", "gatan", "vägen", "gade", "vej", "gate", "veien", "katu", "tie", "stræde"]), number
        locale = r.choice(["cs_CZ", "da_DK", "hr_HR", "pl_PL", "sl_SI", "sk_SK", "id_ID", "vi_VN"])
        street = r.choice(self._pools.foreign_streets()[locale])
        lead = {"pl_PL": r.choice(["ul. ", "al. ", "os. ", ""]), "id_ID": "Jl. ", "vi_VN": "Đường "}.get(locale, "")
        if r.random() < 0.15:
            return r.choice(["Kossuth Lajos utca", "Petőfi Sándor u.", "Váci út", "Rákóczi tér", "Atatürk Caddesi No:", "Cumhuriyet Cad. No:", "Strada Unirii nr."]), number
        return lead + street, number

    def _asia(self, sep: str) -> str:
        r = self.random
        given, family, _ = self._given_family("en_IN")
        form = r.random()
        if form < 0.5:
            head = r.choice([f"H.No. {r.randint(1, 900)}", f"No. {r.randint(1, 400)}", f"Flat {r.randint(101, 1204)}", f"Plot {r.randint(1, 90)}", f"#{r.randint(1, 300)}", f"{r.randint(1, 400)}/{r.randint(1, 40)}", f"Door No {r.randint(1, 99)}"])
            street = r.choice(["MG Road", f"{family} Nagar", f"{family} Road", f"{given} Marg", f"Sector {r.randint(1, 120)}", f"{r.randint(1, 20)}th Cross", "Gandhi Road", f"{family} Colony", "Park Street", f"Block {r.choice('ABCDEFGH')}"])
            city = r.choice(self._pools.town_names()["en_IN"])
            code = r.choice([f" {r.randint(110, 855)}{r.randint(0, 999):03d}", f" - {r.randint(110, 855)}{r.randint(0, 999):03d}", f" {r.randint(110, 855)} {r.randint(0, 999):03d}"])
            return f"{head}, {street}{sep}{city}{code}{r.choice(['', sep + 'India', ', ' + r.choice(self._pools.states())])}"
        if form < 0.7:
            ward = r.choice(["Shibuya-ku", "Minato-ku", "Chuo-ku", "Shinjuku-ku", "Kita-ku", "Naka-ku", "Setagaya-ku"])
            place = r.choice(["Jingumae", "Roppongi", "Ginza", "Nishi", "Umeda", "Sakae", "Honcho", "Higashi"])
            return f"{r.randint(1, 6)}-{r.randint(1, 30)}-{r.randint(1, 20)} {place}, {ward}{sep}{r.choice(['Tokyo', 'Osaka', 'Nagoya', 'Kyoto'])} {r.randint(100, 999)}-{r.randint(1, 9999):04d}{r.choice(['', sep + 'Japan'])}"
        if form < 0.85:
            return f"{r.randint(1, 200)} {r.choice(['Nathan Road', 'Orchard Road', 'Jalan Ampang', 'Nanjing Road', 'Teheran-ro', 'Sukhumvit Road', 'Jalan Sudirman', 'Rizal Avenue'])}{sep}{r.choice(['Hong Kong', 'Singapore ' + str(r.randint(10000, 829999)), '50450 Kuala Lumpur', 'Shanghai 200001', 'Gangnam-gu, Seoul', 'Bangkok 10110', 'Jakarta 10220', 'Manila 1000'])}"
        return f"P.O. Box {r.randint(1, 99999)}{sep}{r.choice(['Nairobi', 'Dubai', 'Accra', 'Lagos', 'Riyadh', 'Doha', 'Kampala', 'Cape Town 8001', 'Lusaka'])}{r.choice(['', f'{sep}{r.choice(self._countries)}'])}"

    def _latin_america(self, sep: str) -> str:
        r = self.random
        given, family, _ = self._given_family("es_MX")
        return r.choice([
            f"Av. {family} {r.randint(1, 4000)}, Col. {r.choice(['Centro', 'Roma Norte', 'Del Valle', 'Juárez', family])}{sep}{r.randint(1000, 99999):05d} {r.choice(['Ciudad de México', 'CDMX', 'Guadalajara, Jal.', 'Monterrey, N.L.', 'Puebla'])}",
            f"Calle {r.randint(1, 150)} # {r.randint(1, 99)}-{r.randint(1, 99)}{sep}{r.choice(['Bogotá', 'Medellín', 'Cali', 'Barranquilla'])}",
            f"Rua {given} {family}, {r.randint(1, 2000)}{r.choice(['', ', apto ' + str(r.randint(11, 202))])} - {r.choice(['Centro', 'Copacabana', 'Jardim Paulista', 'Boa Vista'])}{sep}{r.choice(['São Paulo - SP', 'Rio de Janeiro - RJ', 'Curitiba/PR'])}, {r.randint(10000, 99999)}-{r.randint(0, 999):03d}",
            f"{family} {r.randint(100, 6000)}, {r.choice(['Piso 3', '2° A', 'Depto. 5'])}{sep}{r.choice(['Buenos Aires', 'Rosario', 'C1425 CABA', 'Montevideo', 'Santiago'])}",
        ])  # fmt: skip

    def _any_address(self, sep: str) -> str:
        drawn = self.random.random()
        if drawn < 0.40:
            return self._us(sep)
        if drawn < 0.52:
            return self._uk(sep)
        if drawn < 0.62:
            return self._canada_australia(sep)
        if drawn < 0.84:
            return self._europe(sep)
        if drawn < 0.93:
            return self._asia(sep)
        return self._latin_america(sep)

    def address(self) -> str:
        return marked("ADR", self._any_address(self.random.choice([", ", ", ", ", ", " ", " - "])))

    def lines(self) -> str:
        """An address over several lines, as on an envelope."""
        return marked("ADR", self._any_address(self.random.choice(["\n", "\n", ",\n", "\n  "])))

    def street(self) -> str:
        r, drawn = self.random, self.random.random()
        if drawn < 0.65:
            unit = r.choice(["", "", "", "", f"{r.choice([', ', ' '])}{self._unit()}"])
            return marked("ADR", f"{self._number()} {self._street_name()}{unit}")
        street, number = self._foreign_street()
        return marked("ADR", f"{street} {number}".strip())

    def road(self) -> str:
        """A street without a number."""
        return marked("ADR", self._street_name())

    def zip(self) -> str:
        r = self.random
        return marked("ADR", r.choice([f"{r.randint(501, 99950):05d}", f"{r.randint(501, 99950):05d}", f"{r.randint(501, 99950):05d}-{r.randint(1, 9999):04d}", self._uk_code(), f"{r.randint(1000, 9999)}"]))

    # -- organisations

    def company(self) -> str:
        r, drawn = self.random, self.random.random()
        family = self._given_family(r.choice(["en_US", "en_GB", "de_DE", "it_IT", "en_IN", "es_MX", "hu_HU"]))[1]
        if drawn < 0.25:
            return marked("ORG", r.choice(own("companies")))
        if drawn < 0.5:
            return marked("ORG", f"{family} {r.choice(['Inc', 'Inc.', 'Ltd', 'Ltd.', 'LLC', 'GmbH', 'S.A.', 'Corp.', 'Group', '& Sons', 'Holdings', 'Partners', 'Kft.', 'AG', 'Limited', 'PLC', 'Associates', 'and Sons', 'B.V.', 'Oy', 'AB', 'S.p.A.'])}")
        if drawn < 0.62:
            other = self._given_family("en_US")[1]
            return marked("ORG", f"{family}{r.choice([', ' + other + ' and ' + self._given_family('en_GB')[1], '-' + other, ' & ' + other])}")
        first = r.choice(["North", "Blue", "Green", "First", "Global", "United", "Pacific", "Summit", "Bright", "Silver", "Delta", "Nova", "Apex", "Prime", "Urban", "Harbor", "Iron", "Evergreen", "Quantum", "Northern", "National", "American", "Royal", "Atlas"])
        second = r.choice(["Systems", "Energy", "Foods", "Bank", "Credit Union", "Insurance", "Logistics", "Health", "Clinic", "Hospital", "Motors", "Airlines", "Telecom", "Software", "Labs", "Media", "Capital", "Pharmacy", "Realty", "Consulting", "Solutions", "Industries", "Technologies", "Records", "Mutual"])
        drawn = r.random()
        if drawn < 0.5:
            return marked("ORG", f"{first}{r.choice(['', ' '])}{second if r.random() < 0.7 else second.lower()}")
        return marked("ORG", r.choice([f"University of {self._city()}", f"{self._city()} University", f"{self._city()} General Hospital", f"Bank of {r.choice(self._countries)}", f"{self._city()} {second}", f"Department of {r.choice(['Health', 'Labor', 'Education', 'Justice'])}", f"{family} {second}", f"St. {self._given_family('en_GB')[0]}'s {r.choice(['School', 'Church', 'Hospital', 'College'])}"]))

    # -- what is no name

    def date(self) -> str:
        r = self.random
        y, m, d = r.randint(1940, 2030), r.randint(1, 12), r.randint(1, 28)
        month = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"][m - 1]
        return r.choice([f"{y}-{m:02d}-{d:02d}", f"{d:02d}/{m:02d}/{y}", f"{m}/{d}/{y % 100:02d}", f"{month} {d}, {y}", f"{d} {month} {y}", f"{month} {y}", f"{month[:3]} {d}", f"{d}. {m}. {y}", f"{month} {d}th", f"{d}-{month[:3]}-{y}", r.choice(["Monday", "Tuesday", "Friday", "last Sunday", "Saturday night", "Wednesday"])])

    def time(self) -> str:
        r = self.random
        return r.choice([f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}", f"{r.randint(1, 12)} {r.choice(['am', 'pm', 'PM'])}", f"{r.randint(1, 12)}:{r.randint(0, 59):02d}{r.choice([' AM', 'pm'])}", f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}"])

    def phone(self) -> str:
        r = self.random
        return r.choice([f"{r.randint(201, 989)}-{r.randint(200, 999)}-{r.randint(0, 9999):04d}", f"({r.randint(201, 989)}) {r.randint(200, 999)}-{r.randint(0, 9999):04d}", f"+{r.randint(1, 99)} {r.randint(10, 99)} {r.randint(1000, 9999)} {r.randint(100, 9999)}", f"0{r.randint(100, 999)} {r.randint(100, 999)} {r.randint(100, 9999)}", f"+1{r.randint(2010000000, 9899999999)}", f"{r.randint(201, 989)}.{r.randint(200, 999)}.{r.randint(0, 9999):04d}x{r.randint(1, 9999)}"])

    def email(self) -> str:
        given, family, _ = self._given_family("en_US")
        return f"{given.lower()}{self.random.choice(['.', '_', '', str(self.random.randint(1, 99))])}{family.lower().replace(' ', '')}@{self.random.choice(['example.com', 'mail.example.org', 'gmail.com', 'example.net', 'corp.example'])}"

    def url(self) -> str:
        r = self.random
        return r.choice(["https://", "http://www.", "www.", ""]) + r.choice(["example", "shop", "intranet", self._given_family("en_US")[1].lower()]) + r.choice([".com", ".org", ".io", ".co.uk/a?b=1", ".net/home"])

    def id(self) -> str:
        r = self.random
        return r.choice([f"{r.randint(1000, 99999999)}", f"{r.choice('ABCDKXZ')}{r.choice('ABCDKXZ')}-{r.randint(100, 99999)}", f"{r.getrandbits(32):08x}", f"INV-{r.randint(2015, 2030)}-{r.randint(1, 9999):04d}", f"{r.randint(100, 999)}-{r.randint(10, 99)}-{r.randint(1000, 9999)}", f"{r.getrandbits(64):016X}", f"{r.randint(4000, 5999)} {r.randint(1000, 9999)} {r.randint(1000, 9999)} {r.randint(1000, 9999)}"])

    def num(self) -> str:
        return str(self.random.choice([self.random.randint(2, 20), self.random.randint(2, 2000), round(self.random.random() * 100, 1)]))

    def age(self) -> str:
        return str(self.random.randint(1, 99))

    def money(self) -> str:
        r = self.random
        return r.choice([f"${r.randint(5, 9000)}", f"${r.randint(1, 90)},{r.randint(0, 999):03d}.00", f"{r.randint(5, 900)} EUR", f"£{r.randint(5, 900)}.{r.randint(0, 99):02d}", f"₹{r.randint(100, 90000)}", f"USD {r.randint(10, 9999)}"])

    def job(self) -> str:
        job = self.random.choice(self._pools.jobs()).split(",")[0].split("/")[0]
        return self.random.choice([job, job.lower()])

    def word(self) -> str:
        return self.random.choice([self.random.choice(_own_words()), self.random.choice(self._pools.common_words())])

    def Word(self) -> str:
        return self.word().capitalize()

    def heading(self) -> str:
        small = {"of", "the", "and", "in", "for", "to", "a", "on", "with", "or", "at", "by"}
        words = [self.word() for _ in range(self.random.randint(2, 6))]
        glue = self.random.choice(["of", "and", "for", "in", "to", "the", "with"])
        words.insert(self.random.randint(1, len(words) - 1), glue)
        return " ".join(word if word in small else word.capitalize() for word in words)

    def tech(self) -> str:
        return self.random.choice(["Python", "JavaScript", "Java", "React", "Docker", "Kubernetes", "Linux", "Windows", "Excel", "Photoshop", "Android", "iPhone", "Kafka", "PostgreSQL", "MySQL", "Redis", "Spark", "TensorFlow", "NumPy", "Pandas", "Flask", "Django", "Node.js", "TypeScript", "Ruby", "Swift", "Go", "Rust", "HTML", "CSS", "SQL", "API", "JSON", "XML", "GPU", "CPU", "Bluetooth", "Wi-Fi", "Bitcoin", "ChatGPT", "Slack", "Jira", "GitHub", "Terraform", "Ansible", "Jenkins", "Grafana", "Prometheus", "Ubuntu", "Debian", "Bash", "Vim", "Chrome", "Firefox", "Safari", "Outlook", "Word", "PowerPoint", "Zoom", "Teams", "Tableau", "MATLAB", "Haskell", "Scala", "Kotlin", "Perl", "Julia", "Unity", "Blender", "WordPress", "Shopify", "Stripe", "Arduino", "Raspberry Pi"])

    def nation(self) -> str:
        return self.random.choice(["American", "English", "French", "German", "Italian", "Spanish", "Chinese", "Japanese", "Indian", "Mexican", "Russian", "Greek", "Roman", "Egyptian", "Turkish", "Brazilian", "Irish", "Scottish", "Dutch", "Swedish", "Korean", "African", "European", "Asian", "Latin", "Jewish", "Christian", "Muslim", "Catholic", "Hindu", "Buddhist", "Victorian", "Republican", "Democrat", "Canadian", "Australian", "Polish", "Hungarian", "Vietnamese", "Thai"])

    def eponym(self) -> str:
        """What things are named after, as the name of a thing."""
        return self.random.choice(self._half(sorted(set(" ".join(own("eponyms")).split())))).capitalize()

    def head(self) -> str:
        """What stands behind it."""
        return self.random.choice([word for word in " ".join(own("heads")).split() if word.isascii()])

    def namesake(self) -> str:
        """The same word as somebody's name."""
        return marked("PER", self.eponym())

    def thing(self) -> str:
        """Capitalised, and no name of a person or place."""
        return self.random.choice(["Christmas", "Easter", "Halloween", "Thanksgiving", "Monday", "Friday", "January", "July", "August", "World War II", "the Renaissance", "the Internet", "Newton's laws", "Pythagorean theorem", "Bayes' theorem", "DNA", "COVID-19", "Wi-Fi", "the Bible", "the Constitution", "the Olympics", "Photosynthesis", "Machine Learning", "Artificial Intelligence", "Monopoly", "Minecraft", "Star Wars", "Harry Potter", "Shakespearean", "Vitamin D", "Earth", "Mars", "Jupiter", "the Moon", "the Sun", "English", "Latin", "Spanish", "PhD", "CEO", "HR", "FAQ", "PDF", "ASAP", "Netflix", "Uber", "YouTube", "Google Maps", "Agile", "Scrum", "Diwali", "Ramadan", "Hanukkah", "Boxing Day", "Parmesan", "Cheddar", "Dijon mustard", "Worcestershire sauce", "Greek yogurt", "Caesar salad", "Brussels sprouts", "French fries", "Swiss cheese", "Bordeaux wine", "Champagne"])

    def food(self) -> str:
        return self.random.choice(_FOOD)

    def Food(self) -> str:
        return self.food().capitalize()

    def plant(self) -> str:
        return self.random.choice([self.random.choice(_PLANTS), self.random.choice(_PLANTS).capitalize()])

    def Plant(self) -> str:
        return self.random.choice(_PLANTS).capitalize()

    def animal(self) -> str:
        return self.random.choice(_ANIMALS)

    def Animal(self) -> str:
        return self.random.choice(_ANIMALS).capitalize()


_FOOD = (
    "bread milk eggs butter cheese rice pasta beans lentils tofu chicken beef pork salmon tuna shrimp bacon ham carrots "
    "onions garlic potatoes tomatoes spinach kale broccoli cucumber peppers mushrooms apples bananas oranges grapes lemons "
    "berries strawberries blueberries mango pineapple honey sugar flour salt oil vinegar mustard ketchup yogurt cream oats "
    "almonds walnuts peanuts basil thyme oregano parsley cilantro ginger cinnamon cumin paprika turmeric vanilla chocolate "
    "coffee tea juice beverages snacks soup salad sandwich pizza burger pancakes cookies plates cups napkins forks spoons"
).split()
_PLANTS = (
    "oak maple pine cedar birch willow elm ash spruce fir redwood hickory rose tulip lily daisy orchid lavender jasmine "
    "sunflower violet ivy fern moss cactus aloe basil mint sage rosemary philodendron pothos monstera begonia hibiscus iris"
).split()
_ANIMALS = (
    "cat dog horse cow pig goat sheep lion tiger bear wolf fox rabbit deer elephant giraffe zebra monkey gorilla whale "
    "dolphin shark salmon eagle hawk owl robin sparrow swan duck goose chicken turkey snake turtle frog bee ant spider"
).split()
