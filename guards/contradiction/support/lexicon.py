"""The words that the support score knows: opposites, quantifiers, denials, times, and how a sentence begins that
claims nothing.

What leaves are sets and mappings of folded words or stems; nothing is decided here.
"""

from __future__ import annotations

from guards.contradiction.support.stems import stem

DENIALS = frozenset(
    (
        "not no never none cannot neither nor without nobody nothing nowhere hardly scarcely barely lacks lack "
        "lacked fails failed unable"
    ).split()
)
ALL = frozenset(("all every each always entire whole both everyone everything only entirely completely fully").split())
SOME = frozenset(
    (
        "some several many most few sometimes partly partially often usually rarely occasionally someone certain "
        "various majority minority half"
    ).split()
)
MONTHS = ("january february march april may june july august september october november december").split()
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
TIMES = (
    {name[:3]: name for name in (*MONTHS, *DAYS)} | {name: name for name in (*MONTHS, *DAYS)} | {"sept": "september"}
)
TIMES |= {"tues": "tuesday", "thur": "thursday", "thurs": "thursday"}
CAPITAL_ONLY = frozenset(("may", "march", "mar", "sun", "sat", "wed", "dec", "august"))
"""Words that are times only where they are written with a capital."""

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = {word: float(value) for value, word in enumerate(ONES)}
NUMBER_WORDS |= {word: 20.0 + 10 * value for value, word in enumerate(TENS)}
NUMBER_WORDS |= {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
NUMBER_WORDS |= {"twice": 2.0, "double": 2.0, "triple": 3.0}
ORDINALS = {
    word: value
    for value, word in enumerate(
        ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth").split(),
        1,
    )
}
UNITS = frozenset(
    stem(word)
    for word in (
        "second minute hour day night week month year decade century millimeter centimeter meter metre kilometer "
        "kilometre mile inch inches foot feet yard acre gram kilogram kg mg ml km cm mm lb lbs pound ounce ton "
        "tonne liter litre gallon percent percentage dollar euro cent yen rupee degree celsius fahrenheit watt "
        "kilowatt volt byte kilobyte megabyte gigabyte terabyte kb mb gb tb hz mph calorie usd eur gbp % $ € £ °"
    ).split()
)
ABBREVIATIONS = frozenset(
    ("mr mrs ms dr st vs jr sr no inc ltd co corp dept approx est fig vol prof rev gen col sgt e.g i.e etc u.s").split()
)

# Pairs that are opposites of each other in most sentences; `/` parts the sides, and every word of one side is the
# opposite of every word of the other.
_OPPOSITES = """
big large huge great bigger biggest larger largest / small tiny little minor smaller smallest
long longer longest / short shorter shortest brief
high higher highest tall / low lower lowest
old older oldest ancient / new newer newest young younger youngest modern
early earlier earliest / late later latest
fast faster fastest quick rapid quickly rapidly / slow slower slowest slowly
strong stronger strongest / weak weaker weakest
hot warm warmer hotter / cold cool colder cooler
good better best excellent positive positively / bad worse worst poor negative negatively
rich wealthy / poor
easy easier simple / hard harder difficult complex
more most / less least fewer fewest
above over / below under beneath
before prior / after following
first / last final
north northern / south southern
east eastern / west western
left / right
male man men boy husband father son brother he his him king actor / female woman women girl wife mother daughter sister she her queen actress
major / minor
maximum max / minimum min
increase increased rise rose risen grew grow raised gain gained / decrease decreased fall fell fallen decline declined drop dropped lowered loss shrank reduced
win won winning victory / lose lost losing defeat defeated
success successful succeeded / failure failed unsuccessful flop
begin began begun start started starting beginning / end ended finish finished stop stopped ending
open opened / close closed shut
arrive arrived enter entered joined join / depart departed leave left exit exited
buy bought purchased / sell sold
accept accepted approve approved / reject rejected refuse refused denied declined
support supported / oppose opposed
include included including contain contained / exclude excluded excluding
allow allowed permitted permit / forbid forbade forbidden prohibited banned ban
agree agreed / disagree disagreed
love loved like liked / hate hated dislike disliked
praise praised acclaimed / criticize criticized criticised panned condemned
remember remembered / forget forgot forgotten
appear appeared / disappear disappeared vanished
connect connected attached / disconnect disconnected detached
create created build built founded established / destroy destroyed demolished abolished dissolved
alive living survived survive live / dead died die killed
born birth / died death
marry married / divorced unmarried single
same identical similar / different unlike dissimilar
common frequent popular famous well-known / rare uncommon unpopular unknown obscure
public / private
domestic local national / foreign international
rural / urban
internal inside inner / external outside outer
upper / lower
upward up / downward down
ahead / behind
near close / far distant
light lighter / heavy heavier dark
full / empty
wet / dry
clean / dirty
safe / dangerous unsafe
legal / illegal
guilty / innocent
possible able / impossible unable
likely / unlikely
usual normal / unusual abnormal
regular / irregular
official / unofficial
direct directly / indirect indirectly
active / inactive passive retired
present / absent
permanent / temporary
voluntary optional / mandatory compulsory required
free / paid
cheap cheaper cheapest inexpensive / expensive costly
profit profitable / loss unprofitable
ally friend friendly / enemy hostile
attack attacked offensive / defend defended defensive
advance advanced / retreat retreated
peace / war
top / bottom
front / back rear
morning / evening night
day daytime / night
summer / winter
spring / autumn
single / double multiple
majority / minority
always / never
everyone everybody all / nobody none
true correct right / false incorrect wrong
visible / invisible
complete completed / incomplete unfinished
known / unknown
natural / artificial
solo alone / together jointly
liberal / conservative
hero protagonist / villain antagonist
import imported / export exported
lend lent / borrow borrowed
teach taught teacher / learn learned student
parent / child
employer / employee
winner / loser runner-up
debut / finale
thick / thin
wide wider broad / narrow
deep deeper / shallow
loud / quiet
happy glad / sad unhappy
brave / cowardly
smooth / rough
sharp / blunt
hard / soft
tight / loose
raise / lower
push / pull
fill filled / emptied drained
save saved / spend spent wasted
send sent / receive received
give gave given / take took taken
lead led leading / follow followed trailing
continue continued / stopped ceased discontinued
encourage encouraged / discourage discouraged
protect protected / harm harmed endangered
improve improved / worsen worsened deteriorated
expand expanded extended / contract contracted shortened
hire hired appointed / fire fired dismissed
optimistic / pessimistic
majority-owned / minority-owned
monthly / yearly annual annually
daily / weekly
vegetarian vegan / meat
individual / family
primary / specialist secondary
generic / brand
indoor / outdoor
covered included eligible / excluded uncovered noncovered ineligible
active / inactive expired terminated cancelled canceled suspended deactivated lapsed
approved accepted authorized granted / denied rejected declined refused disapproved unauthorized
open opened / closed shut
enabled / disabled
allowed permitted / prohibited forbidden disallowed banned
required mandatory compulsory / optional
rose risen grew higher / fell fallen declines shrank lower
increased increase increases increasing / decreased decrease decreases decreasing
available / unavailable
valid / invalid
paid settled / unpaid outstanding overdue
refundable / nonrefundable
complete completed finished / incomplete unfinished pending
passed succeeded successful / failed unsuccessful
true yes / false no
in-network / out-of-network
online / offline
present / absent
always / never
safe / unsafe
legal lawful / illegal unlawful
possible / impossible
public / private
before / after
win won / lose lost
renewable / nonrenewable
taxable / nontaxable
confirmed verified / unconfirmed unverified
shipped delivered / unshipped undelivered
"""


def _pairs() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _OPPOSITES.strip().splitlines():
        one, other = (side.split() for side in line.split("/"))
        for here, there in ((one, other), (other, one)):
            for word in here:
                found.setdefault(stem(word), set()).update(map(stem, there))
    return {word: frozenset(others - {word}) for word, others in found.items()}


OPPOSITES = _pairs()
"""By stem, the stems of its opposites."""

# How a sentence begins that claims nothing of the context: by its first word, or its first two.
FIRST = frozenset(
    (
        "hi hello hey thanks sorry apologies please certainly sure absolutely okay ok great welcome goodbye bye "
        "cheers dear congratulations unfortunately"
    ).split()
)
COMMANDS = frozenset(
    (
        "click press tap go visit contact call email open select choose enter type check make try consider use "
        "ask follow note see refer keep remember ensure start add log sign navigate reach read review let feel "
        "stay take speak talk find look provide share tell send submit bring give turn install run wait avoid"
    ).split()
)
TALK = (
    "let me;let us;feel free;happy to;hope this;hope that;i hope;i'm sorry;i am sorry;i'm happy;i'd be;i would;i can help;"
    "i'll be;i'm here;i apologize;i understand;i recommend;i suggest;thank you;you're welcome;you could;"
    "you might;if there;if so;is there;would you;do you;shall i;here is;here are;here's a;here's the;"
    "as an;as a;in summary;in conclusion;it depends;it would;it might;it could;we recommend;we suggest;"
    "for more;for further;based on;according to;good question;have a;glad to;good luck;i don't;i do;i cannot;i'm not;"
    "i am;i couldn't"
)

_FAMILIES = """write wrote written author novelist writer;sing sang sung singer song;win won winner winning victory beat defeat;
lose lost loss;begin began begun start commence;make made maker create produce;give gave given;take took taken;go went gone;
buy bought purchase acquire;sell sold sale;teach taught teacher;build built construct;found founder establish;run ran;
become became;grow grew grown growth increase rise rose risen;fall fell fallen decline drop decrease;speak spoke spoken;
lead led leader head;hold held;keep kept;leave left depart;fly flew flight;draw drew drawn;drive drove driven;know knew known;
think thought;bring brought;catch caught;meet met meeting;send sent ship;spend spent;shoot shot;sit sat;stand stood;steal stole;
tell told say said state;wear wore;choose chose chosen;die dead death decease;bear born birth;marry wed wife husband spouse;
film movie motion picture cinema;show series program programme sitcom;band group;team club squad;city town;country nation;
kill murder slay assassinate;buy purchase;help assist aid;end finish conclude final;child kid son daughter;author writer;
doctor physician;lawyer attorney;car vehicle automobile;job position post role;prize award honor honour oscar;money fund;
america american us states;britain british english england uk;france french;german germany;spain spanish;italy italian;
japan japanese;china chinese;russia russian soviet;ireland irish;scotland scottish;canada canadian;australia australian;
mexico mexican;india indian;europe european;greece greek;sweden swedish;netherlands dutch;poland polish;turkey turkish;
premiere debut release publish issue;play perform portray star appear actor actress;big large huge;small little tiny;
fight battle war;king queen monarch royal;near close;quick fast rapid;refund reimburse;fee charge price;allow permit let;
forbid prohibit ban;need require must;include contain comprise;cover pay;employee staff worker;boss manager;store shop;
deliver arrive delivery;return send back;cancel terminate end;annual yearly;illness disease sick;injury hurt wound"""


def _families() -> dict[str, str]:
    """The first group that has a word keeps it."""
    found: dict[str, str] = {}
    for group in (line.split() for line in _FAMILIES.replace("\n", "").split(";")):
        for word in group:
            found.setdefault(stem(word), f"={group[0]}")
    return found


FAMILIES = _families()
"""By stem, what its family is called: irregular forms and words that stand for each other."""
