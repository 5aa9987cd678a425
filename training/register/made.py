"""Texts of machines and people whose numbers and names are known to be somebody's or nobody's.

What enters are `templates.txt`, a seed and the lists of words and names that the tagger ships; what leaves are texts with
the spans that are somebody's. Everything else in them is nobody's. A slot in capitals is filled with a value of a person,
one in small letters with a look-alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from guards.pii.names.model import tagger

FILE = Path(__file__).with_name("templates.txt")
OF_NAMES = Path(__file__).parents[1] / "names/templates"
_SLOT = re.compile(r"\{\{|\}\}|\{([A-Za-z]+\d*)\}")
_NAME_SLOT = re.compile(r"\[([a-z_A-Z]+)(?::[A-Za-z_]+)?\]")

FONTS = [
    "Arial",
    "Verdana",
    "Georgia",
    "Helvetica",
    "Lucida",
    "Palatino",
    "Garamond",
    "Tahoma",
    "Cambria",
    "Calibri",
    "Consolas",
    "Monaco",
    "Menlo",
    "Courier New",
    "Trebuchet MS",
]
EPONYMS = [
    "Moore's law",
    "Murphy's law",
    "Parkinson's disease",
    "Alzheimer's disease",
    "Occam's razor",
    "a Bloom filter",
    "Monte Carlo",
    "Conway's law",
    "Bayes' theorem",
    "Dijkstra's algorithm",
    "the Gini coefficient",
    "the Turing test",
    "a Poisson distribution",
    "Ohm's law",
    "Crohn's disease",
    "the Doppler effect",
    "a Fourier transform",
    "Markov chains",
    "Nash equilibrium",
    "the Hawthorne effect",
    "Down syndrome",
]
PRODUCTS = [
    "Django",
    "Jenkins",
    "Jasmine",
    "Cassandra",
    "Maven",
    "Kibana",
    "Grafana",
    "Kafka",
    "Redis",
    "Firefox",
    "Chrome",
    "Excel",
    "Photoshop",
    "Ruby",
    "Perl",
    "Julia",
    "Pascal",
    "Haskell",
    "Swift",
    "Kotlin",
    "Postgres",
    "Elastic",
    "Terraform",
    "Ansible",
    "Claude",
    "Gemini",
    "Alexa",
    "Siri",
    "Watson",
    "Tesla",
    "Visual Studio",
    "Sierra",
    "Monterey",
    "Ventura",
    "Buster",
    "Bookworm",
    "Jessie",
    "Jira",
    "Trello",
    "Slack",
    "Zoom",
    "Teams",
    "Outlook",
    "Oracle",
    "Salesforce",
    "Magento",
    "Angular",
    "Vue",
    "React",
    "Svelte",
]
KINDS = [
    "Gateway",
    "Service",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Ingress",
    "ConfigMap",
    "Secret",
    "Role",
    "RoleBinding",
    "Job",
    "CronJob",
    "Node",
    "Namespace",
    "Pod",
    "HorizontalPodAutoscaler",
    "NetworkPolicy",
    "PersistentVolume",
    "Certificate",
    "Issuer",
    "Application",
    "Cluster",
    "Topic",
    "Workflow",
]
NOUNS = [
    "effect",
    "filter",
    "index",
    "terrier",
    "setter",
    "spaniel",
    "syrup",
    "fir",
    "deer",
    "jay",
    "gambit",
    "opening",
    "attack",
    "defence",
    "sauce",
    "cake",
    "rose",
    "apple",
    "oil",
    "valve",
    "key",
    "cycle",
    "engine",
    "motor",
    "bulb",
    "scale",
    "unit",
    "phenomenon",
    "angina",
    "sign",
    "manoeuvre",
    "stain",
    "flask",
    "burner",
    "clamp",
    "bridge",
    "tower",
    "cabinet",
    "chair",
    "jacket",
    "boot",
    "knife",
    "rifle",
    "squash",
    "pear",
    "salad",
    "bread",
    "tea",
    "whisky",
    "comet",
    "crater",
    "sequence",
    "matrix",
    "kernel",
    "score",
    "estimator",
    "rule",
    "cube",
    "prize",
    "lecture",
]
REGIONS = ["eu-west-1", "us-east-2", "ap-south-1", "europe-west4", "germanywestcentral", "uksouth", "us-gov-west-1"]
# Telephone numbers as they are written in several countries; # is any digit, @ one of 2 to 9.
PHONES = ["(@##) @##-####", "@##-@##-####", "@##.@##.####", "@## @## ####", "+1 @## @## ####", "+1@##@######", "+1-@##-@##-####", "1-@##-@##-####", "@##@######", "+44 20 #### ####", "+44 7### ######", "07### ######", "07#########", "020 #### ####", "01## ### ####", "+44#@########", "+49 1## #######", "+49 30 #######", "030 #######", "0#### #######", "0171 #######", "+33 6 ## ## ## ##", "06 ## ## ## ##", "06########", "+33@########", "+34 6## ### ###", "6## ### ###", "+39 3## #######", "3## #######", "+91 9#### #####", "9#########", "+91-9#########", "+61 4## ### ###", "04## ### ###", "+48 5## ### ###", "+31 6 ########", "06-########", "+46 7# ### ## ##", "+1 (@##) @##-####", "(0#) #### ####", "+55 11 9####-####", "(11) 9####-####", "+81 90-####-####", "090-####-####"]  # fmt: skip


_TWO = 0.25
"""How often a second template follows the first."""


class Made(NamedTuple):
    """A text, and spans that are somebody's: start, end and type."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str


class Values:
    """Draws what fills the slots."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        lists = tagger().lists
        latin = [(word, held) for word, held in lists.items() if word.isascii() and word.isalpha() and len(word) > 2]
        self.given = [word.title() for word, held in latin if "G" in held]
        self.family = [word.title() for word, held in latin if "F" in held]
        self.towns = [word.title() for word, held in latin if "C" in held and len(word) > 3]
        self.words = [word for word, held in latin if held in ("2", "3", "W2", "W3", "W")]

    def digits(self, form: str) -> str:
        """A form whose # and @ are drawn."""
        draw = self.random
        return "".join(
            draw.choice("0123456789") if c == "#" else draw.choice("23456789") if c == "@" else c for c in form
        )

    def hex(self, size: int) -> str:
        """So many hexadecimal digits."""
        return "".join(self.random.choice("0123456789abcdef") for _ in range(size))

    def ident(self) -> str:
        """One to three words drawn together, as classes are called."""
        return "".join(self.random.choice(self.words).title() for _ in range(self.random.choice([1, 1, 2, 2, 3])))

    def somebodys(self, slot: str) -> tuple[str, str]:
        """Type and value of a slot in capitals."""
        draw = self.random
        first, last, town = draw.choice(self.given), draw.choice(self.family), draw.choice(self.towns)
        street = (
            f"{draw.randrange(1, 300)} {draw.choice(self.family)} {draw.choice(['Street', 'Road', 'Avenue', 'Lane'])}"
        )
        made = {
            "FIRST": ("PERSON", first),
            "LAST": ("PERSON", last),
            "FULL": ("PERSON", draw.choice([f"{first} {last}"] * 5 + [f"{first[0]}. {last}", f"{last}, {first}"])),
            "CITY": ("LOCATION", town),
            "STREET": ("LOCATION", street),
            "PHONE": ("PHONE_NUMBER", self.digits(draw.choice(PHONES))),
            "EMAIL": ("EMAIL_ADDRESS", f"{first}.{last}@example.com".lower()),
            "NHS": ("UK_NHS", self.nhs()),
            "DL": ("US_DRIVER_LICENSE", self.digits(draw.choice(["########", "A#######", "S@#######"]))),
            "PASSPORT": ("US_PASSPORT", self.digits(draw.choice(["#########", "C########"]))),
            "BANK": ("US_BANK_NUMBER", self.digits(draw.choice(["##########", "############", "#########"]))),
            "ITIN": ("US_ITIN", self.digits(draw.choice(["9##-7#-####", "9##7#####"]))),
            "DEA": ("MEDICAL_LICENSE", self.dea()),
            "PAN": ("IN_PAN", f"{''.join(draw.choices('ABCDEFGHJKLMNPQRSTUVWXYZ', k=3))}P{last[0]}{self.digits('####')}K"),
            "AADHAAR": ("IN_AADHAAR", self.digits("@### #### ####")),
            "IP": ("IP_ADDRESS", ".".join(str(draw.randrange(11, 120)) for _ in range(4))),
        }  # fmt: skip
        return made[slot]

    def nhs(self) -> str:
        """Ten digits of which the last checks the others, as the NHS numbers its patients."""
        while True:
            nine = self.digits("@########")
            check = 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11
            if check != 10:
                whole = nine + str(check % 11)
                return self.random.choice([whole, f"{whole[:3]} {whole[3:6]} {whole[6:]}"])

    def dea(self) -> str:
        """Two letters and seven digits of which the last checks the others."""
        six = self.digits("######")
        check = sum(map(int, six[::2])) + 2 * sum(map(int, six[1::2]))
        return f"{self.random.choice('ABM')}{self.random.choice('ABCDEFG')}{six}{check % 10}"

    def nobodys(self, slot: str) -> str:
        """A look-alike."""
        draw = self.random
        if slot.startswith("hex"):
            return self.hex(int(slot[3:]))
        if slot.startswith("sha"):
            return self.hex(int(slot[3:]))
        if slot.startswith("id"):
            return self.digits("@" + "#" * (int(slot[2:]) - 1))
        year = draw.randrange(2018, 2028)
        day = f"{year}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        clock = f"{draw.randrange(24):02}:{draw.randrange(60):02}:{draw.randrange(60):02}"
        epoch = draw.randrange(1_400_000_000, 1_850_000_000)
        version = ".".join(str(draw.randrange(30)) for _ in range(draw.choice([2, 3, 3, 4])))
        made = {
            "word": draw.choice(self.words),
            "Ident": self.ident(),
            "IDENT": self.ident().upper(),
            "Kind": draw.choice(KINDS),
            "Product": draw.choice(PRODUCTS),
            "Font": draw.choice(FONTS),
            "Eponym": draw.choice(EPONYMS),
            "Ncity": draw.choice(self.towns),
            "Given": draw.choice(self.given),
            "Family": draw.choice(self.family),
            "noun": draw.choice(NOUNS),
            "region": draw.choice(REGIONS),
            "Code": "".join(draw.choices("ABCDEFGHKLMNPRSTX", k=draw.choice([2, 3]))),
            "n": str(draw.randrange(1, 400)),
            "ms": self.digits("###"),
            "float": self.digits(draw.choice(["0.#######", "#.##", "##.######", "###.#", "-0.##########", "12#.##########"])),
            "version": version,
            "version4": ".".join(str(draw.randrange(20)) for _ in range(4)),
            "port": str(draw.randrange(1024, 65_000)),
            "uuid": "-".join(map(self.hex, (8, 4, 4, 4, 12))),
            "date": day,
            "clock": clock,
            "dateid": day.replace("-", draw.choice(["", "", "-"])),
            "soa": day.replace("-", "") + f"{draw.randrange(20):02}",
            "syslog": f"{draw.choice(['Jan', 'Mar', 'Oct', 'Dec'])} {draw.randrange(10, 29)} {clock}",
            "apache": f"{draw.randrange(10, 29)}/{draw.choice(['Jan', 'Mar', 'Oct'])}/{year}:{clock} +0000",
            "epoch": str(epoch),
            "epochms": str(epoch) + self.digits("###"),
            "epochns": str(epoch) + self.digits("#########"),
        }  # fmt: skip
        return made[slot]


def lines() -> list[tuple[str, str]]:
    """The templates, each with the heading that it stands under."""
    found, heading = [], ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("# ") and "{" not in line:
            heading = line[2:].partition(";")[0]
        elif line:
            found.append((heading, _unescaped(line)))
    return found


def _unescaped(line: str) -> str:
    return line.replace("\\n", "\n").replace("\\t", "\t")


def made(count: int, seed: int, part: int | None = None) -> Iterator[Made]:
    """Texts of one or two templates; `part` 1 takes every fifth template, 0 the others, None all."""
    values = Values(seed)
    chosen = [line for index, line in enumerate(lines()) if part is None or (index % 5 == 2) == bool(part)]
    for _ in range(count):
        heading, line = values.random.choice(chosen)
        if values.random.random() < _TWO:
            line += "\n" + values.random.choice(chosen)[1]
        yield filled(line, values, heading)


def filled(template: str, values: Values, source: str = "made") -> Made:
    """A template with its slots filled."""
    text, spans, last = "", [], 0
    for found in _SLOT.finditer(template):
        text += template[last : found.start()]
        last = found.end()
        slot = found[1]
        if slot is None:
            text += found[0][0]
        elif slot.isupper() and slot != "IDENT":
            kind, value = values.somebodys(slot)
            spans.append((len(text), len(text) + len(value), kind))
            text += value
        else:
            text += values.nobodys(slot)
    return Made(text + template[last:], tuple(spans), source)


# Slots of the templates that the tagger was trained with.
_SLOTS = {
    "first": "FIRST", "last": "LAST", "full": "FULL", "name": "FULL", "reversed": "FULL", "city": "CITY", "street": "STREET",
    "address": "STREET", "phone": "PHONE", "email": "EMAIL", "id": "id8", "num": "n", "date": "date", "time": "clock",
    "word": "word", "Word": "Ident", "tech": "Product", "company": "Ident",
}  # fmt: skip


def of_the_tagger(count: int, seed: int) -> Iterator[Made]:
    """Texts of the tagger's own templates, those whose slots are known here."""
    values = Values(seed)
    known = [
        _unescaped(_NAME_SLOT.sub(lambda found: f"{{{_SLOTS[found[1]]}}}", line.replace("{", "{{").replace("}", "}}")))
        for file in sorted(OF_NAMES.glob("*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if line and all(slot in _SLOTS for slot in _NAME_SLOT.findall(line))
    ]
    for _ in range(count):
        yield filled(values.random.choice(known), values, "templates")
