"""Words of which one thing is at most one: opposites, colours, countries, instruments and their like.

What enters are two stems; what leaves is whether a near-copy that says the one for the other says something else. Only
groups whose members rule each other out stand here: "crimson" and "red" do not.
"""

from __future__ import annotations

from guards.contradiction.text.words import stem

_OPPOSITES = """north/south east/west northern/southern eastern/western hot/cold hottest/coldest warm/cool
warmest/coolest large/small larger/smaller largest/smallest big/little bigger/smaller biggest/smallest
long/short longer/shorter longest/shortest tall/short taller/shorter tallest/shortest high/low
highest/lowest early/late earlier/later earliest/latest fast/slow faster/slower fastest/slowest
strong/weak stronger/weaker heavy/light heavier/lighter heaviest/lightest rich/poor wet/dry dark/bright
empty/full hard/soft easy/difficult common/rare often/rarely frequently/rarely good/bad better/worse
best/worst positive/negative success/failure major/minor maximum/minimum majority/minority
internal/external domestic/foreign domestic/international import/export buy/sell buyer/seller
arrive/depart arrival/departure enter/exit love/hate man/woman boy/girl male/female father/mother
husband/wife son/daughter brother/sister uncle/aunt king/queen alive/dead cheap/expensive
cheaper/costlier oldest/youngest older/younger old/young top/bottom upper/lower left/right
inside/outside indoor/outdoor indoors/outdoors morning/evening morning/afternoon summer/winter
loud/quiet thick/thin wide/narrow deep/shallow deepest/shallowest clean/dirty friend/enemy ally/enemy
supported/opposed support/oppose agree/disagree appear/vanish temporary/permanent voluntary/mandatory
manual/automatic ancient/modern urban/rural odd/even guilty/innocent single/married vertical/horizontal
credit/debit gain/loss profit/loss predecessor/successor ancestor/descendant employer/employee
teacher/student parent/child landlord/tenant lender/borrower ascend/descend expand/shrink
strengthen/weaken improve/worsen improved/worsened accelerate/decelerate attack/defend fresh/stale
wild/tame sweet/bitter sunny/cloudy sharp/blunt smooth/rough simple/complex flat/steep sink/float
hire/fire upgrade/downgrade encrypt/decrypt upload/download inbound/outbound incoming/outgoing
wholesale/retail include/exclude accept/reject accept/refuse
approve/reject approve/deny grant/deny allow/prohibit allow/forbid permit/prohibit permit/forbid add/remove
raise/cut raise/lower raise/reduce increase/reduce increase/cut extend/shorten start/stop begin/stop resume/stop
resume/suspend resume/halt gain/lose join/leave attend/miss borrow/lend send/receive pass/fail rise/fall grow/shrink
outperform/underperform encourage/discourage upward/downward succeed/fail praise/criticize deposit/withdraw
oldest/newest older/newer same/different minimum/maximal load/unload install/uninstall lock/unlock mount/unmount
monthly/annual monthly/annually
weekly/annual daily/annual quarterly/annual quarterly/monthly quarterly/weekly quarterly/yearly
subscribe/unsubscribe insert/delete create/delete widen/narrow tighten/loosen shared/private
pending/shipped pending/delivered pending/approved pending/paid pending/confirmed pending/rejected"""

_GROUPS = """red blue green yellow black white brown purple orange pink grey / guitar piano violin drums drum flute
trumpet cello saxophone harp clarinet accordion banjo / france germany spain italy portugal greece
turkey england scotland ireland poland sweden norway denmark finland russia ukraine china japan india
brazil mexico canada egypt kenya nigeria australia austria belgium switzerland netherlands hungary
romania / french german spanish italian portuguese greek turkish english scottish irish polish swedish
norwegian danish finnish russian ukrainian chinese japanese indian brazilian mexican canadian egyptian
australian austrian belgian dutch hungarian romanian korean vietnamese / mercury venus mars jupiter
saturn uranus neptune / beer wine coffee tea milk juice lemonade whisky vodka cocoa / apple banana pear
grape cherry lemon peach plum mango strawberry / potato carrot tomato onion cabbage broccoli spinach
cucumber / gold silver copper bronze aluminium steel plastic wood glass leather cotton wool / kitchen
bathroom bedroom garage attic basement hallway balcony / dog cat horse cow sheep pig goat rabbit
elephant lion tiger bear monkey / football basketball baseball tennis hockey golf rugby volleyball
cricket swimming / car bus train bicycle motorcycle airplane boat truck helicopter tram / breakfast
lunch dinner / spring summer autumn winter / first second third fourth fifth sixth seventh eighth ninth
tenth eleventh twelfth thirteenth fourteenth fifteenth /
 doctor nurse lawyer teacher engineer farmer chef pilot plumber / chicken beef pork fish lamb
turkey / monarchy republic democracy dictatorship / christian muslim jewish hindu buddhist / solid
liquid gas / circle square triangle rectangle / north south east west / small medium large / weekly
monthly yearly daily hourly"""

_OF: dict[str, set[str]] = {}
for _pair in _OPPOSITES.split():
    _one, _two = map(stem, _pair.split("/"))
    _OF.setdefault(_one, set()).add(_two)
    _OF.setdefault(_two, set()).add(_one)
for _line in _GROUPS.split("/"):
    _members = {stem(_word) for _word in _line.split()}
    for _member in _members:
        _OF.setdefault(_member, set()).update(_members - {_member})
EXCLUSIVES = {word: frozenset(others) for word, others in _OF.items()}
_NONE: frozenset[str] = frozenset()


def exclude(one: str, other: str) -> bool:
    """Whether a thing that is the one cannot be the other."""
    return other in EXCLUSIVES.get(one, _NONE)
