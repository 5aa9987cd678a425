"""Words that turn, limit or exclude each other.

What enters are folded words or stems; what leaves is what a word does to those around it, and whether a thing that is
the one can be the other. Only words that rule each other out stand in one group: "crimson" and "red" do not.
"""

from __future__ import annotations

from guards.contradiction.opposites import SIGNS
from guards.contradiction.text.words import stem

_ROLES = {
    "denies": "not never no cannot neither nor without none nobody nowhere non rarely seldom hardly barely scarcely",
    "forbids": "forbidden prohibited banned disallowed forbid forbids prohibits prohibit bans unable impossible",
    "fails": "fail fails failed refuse refuses refused decline declines declined",
    "waives": "optional voluntary waived unnecessary",
    "must": "must required requires require need needs needed mandatory compulsory obligatory necessary shall",
    "may": "may can could might will would should allowed permitted able possible eligible available be",
    "all": "all every each any everyone everybody anyone anybody always entire whole both",
    "some": "some sometimes several partly partially most few occasionally half many",
    "only": "only solely exclusively",
    "excepts": "except excluding excepting barring",
    "contrasts": "unlike besides avoid avoids avoiding lacking lacks unclear unknown prevent prevents",
    "breaks": "but though although however because since if when while whereas which who whose where unless that",
    "before": "before prior until",
    "after": "after following",
    "joins": "and",
    "has": "have has had",
    "other": "rather instead opposed than from",
    "by": "by",
    "of": "of one",
}
ROLES = {word: role for role, words in _ROLES.items() for word in words.split()}
"""What a word as it stands does. "Forbids" denies all around it, "fails" what follows, "waives" a duty only."""
INSTEAD = frozenset((("rather", "than"), ("instead", "of"), ("opposed", "to")))
NO_DENIAL = frozenset("only just later less more fewer limited necessarily matter doubt least longer wonder".split())
"""After a denial, these take it back; but "no longer" is one."""
LIGHT = frozenset(("remain", "still", "longer", "currently", "stay", "become", "indeed"))
"""Stems that a copy may leave out."""
_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
DATES = frozenset(part for word in f"{_MONTHS} {_DAYS}".split() for part in (word, word[:3], word[:4]))
"""Names of another kind: who reads values reads these."""
_EITHER = "and or with both same equal equals as while near beside alongside similar nor versus vs met"
EITHER_WAY = frozenset(_EITHER.split())
"""Of what stands on both sides of these, the order says nothing."""

_OPPOSITES = """north/south east/west northern/southern eastern/western hot/cold hottest/coldest warm/cool
warmest/coolest large/small larger/smaller largest/smallest big/little bigger/smaller biggest/smallest long/short
longer/shorter longest/shortest tall/short taller/shorter tallest/shortest high/low highest/lowest early/late
earlier/later earliest/latest fast/slow faster/slower fastest/slowest strong/weak stronger/weaker heavy/light
heavier/lighter heaviest/lightest rich/poor wet/dry dark/bright empty/full hard/soft easy/difficult common/rare
often/rarely frequently/rarely good/bad better/worse best/worst positive/negative success/failure major/minor
maximum/minimum majority/minority internal/external domestic/foreign domestic/international import/export buy/sell
buyer/seller arrive/depart arrival/departure enter/exit love/hate man/woman boy/girl male/female father/mother
husband/wife son/daughter brother/sister uncle/aunt king/queen alive/dead cheap/expensive cheaper/costlier
oldest/youngest older/younger old/young top/bottom upper/lower left/right inside/outside indoor/outdoor
indoors/outdoors morning/evening morning/afternoon summer/winter loud/quiet thick/thin wide/narrow deep/shallow
deepest/shallowest clean/dirty friend/enemy ally/enemy supported/opposed support/oppose agree/disagree appear/vanish
temporary/permanent voluntary/mandatory manual/automatic ancient/modern urban/rural odd/even guilty/innocent
single/married vertical/horizontal credit/debit gain/loss profit/loss predecessor/successor ancestor/descendant
employer/employee teacher/student parent/child landlord/tenant lender/borrower ascend/descend expand/shrink
strengthen/weaken improve/worsen improved/worsened accelerate/decelerate attack/defend fresh/stale wild/tame
sweet/bitter sunny/cloudy sharp/blunt smooth/rough simple/complex flat/steep sink/float hire/fire upgrade/downgrade
encrypt/decrypt upload/download inbound/outbound incoming/outgoing wholesale/retail include/exclude accept/reject
accept/refuse approve/reject approve/deny grant/deny allow/prohibit allow/forbid permit/prohibit permit/forbid
add/remove raise/cut raise/lower raise/reduce increase/reduce increase/cut extend/shorten start/stop begin/stop
resume/stop resume/suspend resume/halt gain/lose join/leave attend/miss borrow/lend send/receive pass/fail rise/fall
grow/shrink outperform/underperform encourage/discourage upward/downward succeed/fail praise/criticize
deposit/withdraw oldest/newest older/newer same/different pending/shipped pending/delivered pending/approved pending/paid pending/confirmed pending/rejected
subscribe/unsubscribe minimum/maximal load/unload install/uninstall lock/unlock
mount/unmount monthly/annual monthly/annually weekly/annual daily/annual quarterly/annual quarterly/monthly
quarterly/weekly quarterly/yearly subscribe/unsubscribe insert/delete create/delete widen/narrow tighten/loosen
shared/private more/less more/fewer over/under above/below most/least many/few begin/end start/end start/finish
begin/finish appear/disappear connect/disconnect legal/illegal known/unknown likely/unlikely able/unable happy/sad
asleep/awake win/lose first/last sit/stand always/never everything/nothing everyone/nobody everyone/none all/none
with/without"""
_KINDS = """red blue green yellow black white brown purple orange pink grey / weekly monthly yearly daily hourly
quarterly / north south east west / small medium large / breakfast lunch dinner / spring summer autumn winter /
solid liquid gas / circle square triangle / car bus train bicycle truck / guitar piano violin drums flute trumpet /
dog cat horse cow pig / chicken beef pork fish lamb / gold silver copper bronze steel plastic wood glass leather
cotton wool / beer wine coffee tea milk juice / france germany spain italy portugal greece turkey poland sweden
norway denmark china japan india brazil / french german spanish italian portuguese greek turkish polish swedish
norwegian danish chinese japanese indian"""
_SAME = """buy purchase acquire / start begin commence / end finish conclude / get receive obtain / give provide
offer supply / allow permit / show display / help assist / big large / near close / firm company / worker employee
staff / quick fast / car vehicle / film movie / fee charge / doctor physician / customer client / repair fix /
purchase order / keep retain / cancel terminate / use employ / say state announce report / need require / choose
select pick / contain include / build construct / found establish / rise increase grow climb / fall decrease decline
drop / return send / live reside / child kid / reply answer / mistake error / salary pay wage / holiday vacation /
trip journey / price cost"""


def _groups(text: str) -> list[list[str]]:
    return [[stem(word) for word in line.split()] for line in text.split("/")]


def _excluded(groups: list[list[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for word in group:
            found[word] = found.get(word, frozenset()) | (frozenset(group) - {word})
    return found


ALIKE = {word: number for number, group in enumerate(_groups(_SAME)) for word in group}
"""Words that say the same, by the number of their group."""
_TURNS = _excluded([[stem(word) for word in pair.split("/")] for pair in _OPPOSITES.split()])
EXCLUSIVES = _excluded(_groups(_KINDS))
EXCLUSIVES |= {word: others | EXCLUSIVES.get(word, frozenset()) for word, others in _TURNS.items()}
_NONE: frozenset[str] = frozenset()
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")


def exclude(one: str, other: str) -> bool:
    """Whether a thing that is the one cannot be the other."""
    return other in EXCLUSIVES.get(one, _NONE)


def opposed(one: str, other: str, word: str, other_word: str) -> bool:
    """Whether one stem is the other turned round: of a pair of opposites, by a prefix or suffix that denies, or as
    words that are states of one scale."""
    sign, other_sign = SIGNS.get(word), SIGNS.get(other_word)
    if other in _TURNS.get(one, _NONE) or (sign and other_sign and sign == (other_sign[0], -other_sign[1])):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) > 3 and long.endswith(short) and long[: -len(short)] in _PREFIXES:
        return True
    return long.endswith("less") and short[:4] == long[:4] and short.rstrip("e").startswith(long[:-4].rstrip("e"))
