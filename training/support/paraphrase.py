"""Says a sentence in other words and keeps its meaning.

What enters is a sentence; what leaves is the same claim, shortened, moved or reworded by some of a dozen rules. Used
on both sides of the training: what is supported differs from its source as much as what is edited does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from guards.contradiction.support.lexicon import MONTHS, ONES

_SAME = """movie film;big large;began started;ended finished;begin start;help assist;buy purchase;bought purchased;near close to;
show program;author writer;children kids;about approximately;approximately roughly;many numerous;became turned into;
located situated;created made;made produced;received got;obtained got;died passed away;home house;job position;
later afterwards;also additionally;however but;because since;while whereas;since because;often frequently;
frequently often;usually normally;mainly mostly;mostly mainly;largely mainly;known famous;famous well-known;
leader head;award prize;won received;show series;song track;record album;war conflict;battle fight;killed slain;
city town;nation country;country state;company firm;firm company;worker employee;boss manager;area region;
region area;road street;ship vessel;car vehicle;doctor physician;teacher instructor;picture image;fast quick;
beautiful pretty;difficult hard;easy simple;important significant;significant important;main primary;entire whole;
total overall;enough sufficient;famous renowned;allowed permitted;requires needs;required needed;needs requires;
provide give;provides gives;gives provides;shows displays;contains includes;includes contains;consists is made up;
needed required;use employ;used employed;using with;attempt try;attempted tried;tried attempted;managed ran;
described called;called named;named called;stated said;said stated;announced said;reported said;released issued;
published released;premiered debuted;appeared featured;starred appeared;played performed;performed played;
constructed built;built constructed;established founded;founded established;completed finished;finished completed;
increased grew;rose increased;fell dropped;declined dropped;decreased dropped;reduced lowered;
commenced began;joined entered;left departed;returned went back;moved relocated;lived resided;
married wed;studied read;attended went to;graduated finished;defeated beat;beat defeated;lost was beaten;
covered paid for;ship send;shipped sent;order purchase;refund money back;cancel call off;within in;
per a;each every;annually every year;yearly annual;annual yearly;monthly every month;daily every day;
individual person;people persons;persons people;participants people;approximately about;nearly almost;almost nearly;
at the moment currently;currently now;previously earlier;initially at first;originally at first;eventually finally;
first initial;last final;next following;several a number of;most the majority of;more than over;over more than;
under less than;less than under;not allowed forbidden;must has to;must have to;cannot can not;can not cannot;
for example for instance;such as like;as well as and;in order to to;due to because of;because of due to;
TV television;television TV;United States US;United Kingdom UK;percent %;okay fine;kilometers km;hours hrs"""


def _split(pair: str) -> tuple[str, str]:
    """ "more than over": the first words that are one side are marked by the list's own order of spaces."""
    words = pair.split()
    left = {"at": 3, "more": 2, "less": 2, "not": 2, "can": 2, "for": 2, "such": 2, "as": 3, "in": 3, "due": 2,
            "because": 2, "United": 2}.get(words[0], 1) if len(words) > 2 else 1  # fmt: skip
    return " ".join(words[:left]), " ".join(words[left:])


SAME = [_split(pair.strip()) for pair in _SAME.replace("\n", "").split(";")]

_LEADS = (
    "According to the document, {}", "According to the information provided, {}", "Yes, {}", "As far as the text says, {}", "The context states that {}",
    "In short, {}", "Sure! {}", "Based on the context, {}", "I can confirm that {}", "It is stated that {}", "Note that {}", "Good news: {}",
    "Actually, {}", "To answer your question, {}", "In fact, {}", "As mentioned, {}",
)  # fmt: skip


def reworded(text: str, draw: random.Random) -> str:
    """One to three words replaced by others of the same meaning."""
    fitting = [(one, other) for one, other in SAME if re.search(rf"\b{re.escape(one)}\b", text)]
    for one, other in draw.sample(fitting, min(len(fitting), draw.randint(1, 3))):
        text = re.sub(rf"\b{re.escape(one)}\b", other, text, count=1)
    return text


def led(text: str, draw: random.Random) -> str:
    """Said with how an answer begins."""
    lead = draw.choice(_LEADS)
    body = text[0].lower() + text[1:] if text.split(maxsplit=1)[0].lower() in LOWER and not lead.startswith("Sure") else text
    return lead.format(body)


LOWER = frozenset(
    "the a an in on at it he she they this these his her its their there for by from with after before you your".split()
)


def bare(text: str, draw: random.Random) -> str:
    """Without what stands in brackets or between commas."""
    text = re.sub(r" ?\([^()]*\)", "", text)
    return re.sub(
        r", (?:which|who|where|including|such as|also|known as|nicknamed|a |an |the )[^,]{3,60},", "", text, count=1
    )


def cut_end(text: str, draw: random.Random) -> str:
    """Without its last part: a clause behind a comma, or a time or place."""
    found = list(
        re.finditer(
            r"(?:, (?:and|but|which|who|with|where|while|although|after|before|becoming|making|including)?\b| (?:in|on|at|by|for|during|from|since|with|after|before|when|because|where|and) )",
            text,
        )
    )
    long = [one for one in found if len(text[: one.start()].split()) >= 5]
    if not long:
        return text
    return text[: draw.choice(long).start()].rstrip(" ,;") + "."


def cut_start(text: str, draw: random.Random) -> str:
    """Without its first part up to a comma."""
    match = re.match(
        r"(?:In|On|At|After|Before|During|For|By|From|Although|While|As|Since|When|However|Also)\b[^,]{2,60}, ", text
    )
    if match is None:
        return text
    rest = text[match.end() :]
    return rest[0].upper() + rest[1:] if len(rest.split()) >= 4 else text


def moved(text: str, draw: random.Random) -> str:
    """ "In 1998, it opened" and "It opened in 1998"."""
    match = re.match(r"(?P<when>(?:In|On|At|During|After|Before|By) [^,.]{2,40}), (?P<rest>[^.]{10,})\.?$", text)
    if match is not None:
        return f"{match['rest'][0].upper()}{match['rest'][1:]} {match['when'][0].lower()}{match['when'][1:]}."
    match = re.match(
        r"(?P<rest>[^.,]{10,}) (?P<when>(?:in|on|during|after|before) (?:[A-Z]\w+ )?(?:\d{1,2}, )?\d{4}|on [A-Z]\w+ \d+)\.?$",
        text,
    )
    if match is not None:
        rest = match["rest"]
        first = rest.split()[0]
        return f"{match['when'][0].upper()}{match['when'][1:]}, {rest[0].lower() + rest[1:] if first.lower() in LOWER else rest}."
    return text


def numerals(text: str, draw: random.Random) -> str:
    """The same numbers, written otherwise."""
    spelt = dict(zip(ONES[2:13], map(str, range(2, 13)), strict=True))
    if draw.random() < 0.5:
        for word, digits in spelt.items():
            text = re.sub(rf"\b{word}\b", digits, text, count=1)
    else:
        for word, digits in spelt.items():
            text = re.sub(rf"(?<![\w.,$-])(?<!\b[A-Z][a-z]{{2}} ){digits}(?![\w%]|[.,:]\d)", word, text, count=1)
    if draw.random() < 0.5:
        return re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"(?<![\d.,])\d{5,7}(?![\d.,]\d)", lambda match: f"{int(match[0]):,}", text)


def dates(text: str, draw: random.Random) -> str:
    """The same dates, written otherwise."""
    names = "|".join(name.title() for name in MONTHS)
    if draw.random() < 0.5:
        text = re.sub(
            rf"\b({names}) (\d{{1,2}})\b(?:, (\d{{4}}))?", lambda m: f"{m[2]} {m[1]}{' ' + m[3] if m[3] else ''}", text
        )
    if draw.random() < 0.4:
        text = re.sub(rf"\b({names})\b(?= \d|\.)", lambda m: m[1][:3], text)
    return text


def pronoun(text: str, draw: random.Random) -> str:
    """Its first name as a pronoun, or by its last word alone."""
    match = re.match(
        r"(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’.-]+){0,3}) (?=is|was|has|had|were|are|began|also|[a-z]+ed\b)", text
    )
    if match is None or match["name"].split()[0].lower() in LOWER:
        return text
    last = match["name"].split()[-1]
    return draw.choice(("He", "She", "It", "They", last, last)) + text[match.end() - 1 :]


def contracted(text: str, draw: random.Random) -> str:
    """ "is not" and "isn't"."""
    if "n't" in text:
        return re.sub(r"\b(is|are|was|were|do|does|did|has|have|had|would|could|should)n't\b", r"\1 not", text)
    text = re.sub(r"\b(is|are|was|were|do|does|did|has|have|had) not\b", r"\1n't", text)
    return re.sub(r"\b(?:cannot|can not)\b", "can't", text)


def turned(text: str, draw: random.Random) -> str:
    """ "X was founded by Y" and "Y founded X"."""
    match = re.match(
        r"(?P<a>[A-Z][^,.]{2,50}?) (?:was|were) (?P<verb>[a-z]+ed|written|sung|won|built|made) by (?P<b>[A-Z][^,.]{2,40}?)(?P<rest>(?: (?:in|on|for|and|with) .*)?\.?)$",
        text,
    )
    if match is not None:
        verb = {"written": "wrote", "sung": "sang", "won": "won"}.get(match["verb"], match["verb"])
        a = match["a"]
        a = a[0].lower() + a[1:] if a.split()[0].lower() in LOWER else a
        return f"{match['b']} {verb} {a}{match['rest']}"
    match = re.match(
        r"(?P<a>[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,2}) (?P<verb>directed|founded|defeated|composed|designed|produced|acquired|approved|published|discovered|invented|recorded) (?P<b>[^,.]{3,50}?)(?P<rest>(?: (?:in|on|for|with) .*)?\.?)$",
        text,
    )
    if match is not None:
        b = match["b"]
        return f"{b[0].upper()}{b[1:]} was {match['verb']} by {match['a']}{match['rest']}"
    return text


def lightened(text: str, draw: random.Random) -> str:
    """Without an adverb or two."""
    return re.sub(
        r" (?:also|[a-z]{3,}ly|very|quite|then|however,|subsequently|eventually)(?= [a-z])",
        "",
        text,
        count=draw.randint(1, 2),
    )


def owned(text: str, draw: random.Random) -> str:
    """ "the capital of France" and "France's capital"."""
    return re.sub(r"\b[Tt]he ([a-z]+) of ([A-Z][a-z]+)\b(?! [A-Z])", r"\2's \1", text, count=1)


RULES: tuple[tuple[Callable[[str, random.Random], str], float], ...] = (
    (turned, 0.35),
    (cut_start, 0.3),
    (moved, 0.4),
    (bare, 0.4),
    (cut_end, 0.45),
    (reworded, 0.6),
    (lightened, 0.4),
    (owned, 0.3),
    (numerals, 0.35),
    (dates, 0.3),
    (contracted, 0.3),
    (pronoun, 0.3),
    (led, 0.2),
)


def paraphrased(text: str, draw: random.Random, strength: float = 1.0) -> str:
    """The same claim in other words; with a strength of 0, as it is."""
    for rule, share in RULES:
        if draw.random() < share * strength:
            new = rule(text, draw)
            text = new if len(new.split()) >= 3 else text
    return text
