"""Words of which a thing is one and not another: opposites, and kinds of a thing.

What enters is a stem; what leaves are the stems that it rules out. Nothing here decides on an answer.
"""

from __future__ import annotations

from guards.contradiction.text.words import stem

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
deposit/withdraw oldest/newest older/newer same/different pending/shipped pending/delivered pending/approved pending/paid
pending/confirmed pending/rejected
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


def _groups(text: str) -> list[list[str]]:
    return [[stem(word) for word in line.split()] for line in text.split("/")]


def _excluded(groups: list[list[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for word in group:
            found[word] = found.get(word, frozenset()) | (frozenset(group) - {word})
    return found


_TURNS = _excluded([[stem(word) for word in pair.split("/")] for pair in _OPPOSITES.split()])
EXCLUSIVES = _excluded(_groups(_KINDS))
EXCLUSIVES |= {word: others | EXCLUSIVES.get(word, frozenset()) for word, others in _TURNS.items()}
