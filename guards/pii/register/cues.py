"""Words and signs that speak for or against a name or a place: patterns by what they say, lists by their sign.

What stands before a name ends its pattern there (`\\Z`); what stands behind begins with it. All are bounded or of one pass.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST_WORDS = re.compile(r"(?:([^\W\d_]+)\W{0,3})?(?:([^\W\d_]+)\W{0,3})?\Z")
CAMEL = re.compile(r"[a-zà-ÿ][A-Z]|[A-Z]{2,}[a-z]")
NAME_CAMEL = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|O['’])[A-Z][a-z]+\Z")
MACHINE = re.compile(r"[_=<>{}\[\]\\|;@$%^*+~`]|::|\w\.[a-z]")

_TITLE = re.compile(
    r"\b(?:mrs?|ms|mx|dr|prof(?:essor)?|sir|madam|miss|lord|lady|herrn?|frau|monsieur|madame|mme|señora?|sra?|signora?"
    r"|pani|panie?|sayın|mevrouw|meneer|dhr|mevr|fru|hausarzt|sig|senhora?|dona?|doctor|nurse|judge|officer|captain|sergeant|father|sister|rev|uncle|aunt|coach|senator)\.?\s+\Z",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:\b(?:dear|hi|hello|hey|thanks|thank you|cheers|regards|love|sincerely|yours|morning|afternoon|evening|welcome|please|ok|yes|no|well"
    r"|best|kind|liebe[rs]?|hallo|moin|servus|gr(?:u|ü)(?:ss|ß)(?:en|e)?|mfg|danke|bonjour|bonsoir|salut|cher|chère|cordialement|merci|bien à vous"
    r"|hola|estimad[oa]|querid[oa]|gracias|saludos|atentamente|ciao|gentile|cordiali saluti|grazie|olá|prezad[oa]|obrigad[oa]|abraços"
    r"|hoi|beste|geachte|groet(?:en|jes)?|hej|hei|kära|hälsningar|hilsen|terveisin|terveiset|szanowna pani|szanowny panie|pozdrawiam|cześć"
    r"|dobrý den|merhaba|sayın|selam|sorry|bye)\b[\s,!.-]{1,4})\Z",
    re.IGNORECASE,
)
_PERSON_LABEL = re.compile(
    r"(?<![^\W\d_])(?:[\w-]{0,20}_)?(?:name|user(?:name)?|patient|customer|client|kunde|employee|manager|author|contact|owner|maintainer|agent|passenger"
    r"|recipient|sender|holder|signed|from|to|cc|by|attn|attendees?|participants?|caller|guest|member|student|teacher|visitor"
    r"|assignee|reporter|reviewer|approver|nachname|vorname|nombre|nom|prénom|first|last|full|given|family|surname|maiden"
    r"|naam|voornaam|achternaam|imię|nazwisko|isim|ad|soyad|hasta|cognome|apellidos?|payee|beneficiary|spouse|mother|father|next of kin|emergency|on-?call|insured|tenant|landlord|buyer|seller|driver|applicant|candidate)"
    r"(?![^\W\d_])[\w .-]{0,12}[\"']?\s*[:=|>]+\s*[\"'({\[]?\Z",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(
    r"(?<![^\W\d_])(?:[\w-]{0,20}_)?(?:city|town|address|addr|street|location|place|country|state|county|region|ort|stadt|ville|ciudad|città|adresse|straße"
    r"|gemeente|woonplaats|miasto|ulica|adres|il|indirizzo|cidade|residence|home|birthplace|origin|destination|ship(?:ped|ping)?(?: to)?|deliver\w*|lives?(?: in)?|born(?: in)?)"
    r"(?![^\W\d_])[\w .-]{0,12}[\"']?\s*[:=|>]+\s*[\"'({\[]?\Z",
    re.IGNORECASE,
)
LABEL = re.compile(r"([\w .-]{2,30})[\"']?\s*[:=]\s*[\"'({\[]?(?:[^\n:=]{0,60}[,;|/]\s*)?\Z")
_KIN = re.compile(
    r"\b(?:my|his|her|our|their|your)\s+(?:late\s+)?(?:wife|husband|partner|son|daughter|brother|sister|mother|father|mom|mum|dad"
    r"|boss|colleague|friend|neighbou?r|cousin|aunt|uncle|niece|nephew|doctor|teacher|lawyer|assistant|manager|fianc[ée]e?|child)"
    r",?\s+\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:named|called|i am|i['’]m|this is|my name is|name is|signed by|approved by|reported by|written by|created by|reviewed by"
    r"|owned by|assigned to|reassigned to|speak (?:to|with)|spoke (?:to|with)|talk(?:ed)? (?:to|with)|met(?: with)?|ask(?:ed)?|tell|told"
    r"|call(?:ed)?|contact|email(?:ed)?|page|ping(?:ed)?|meet|know|with|and|for|from|by)\s+\Z",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\W{0,3}\s*(?:\([^)\n]{0,30}\)\s*)?\b(?:said|says|asked|asks|told|wrote|writes|replied|called|calls|lives|lived|works|worked"
    r"|thinks|wants|wanted|needs|is|was|has|had|will|would|can|could|should|must|may|might|did|does|isn't|hasn't|doesn't|didn't|logged|signed|sent|paid|got|took|made|gave|died|married|moved|joined|left|came|went|hat|sagte|dit|dijo)\b",
    re.IGNORECASE,
)
_STRONG_SAYS = re.compile(
    r"\W{0,3}\s*\b(?:said|says|asked|told|wrote|replied|lives|lived|thinks|wants|wanted|died|married|phoned|emailed|agreed"
    r"|complained|sagte|dit|dijo)\b",
    re.IGNORECASE,
)
_PERSON_NEAR = re.compile(
    r"\b(?:he|she|his|her|him|hers|himself|herself|who|whose|mr|mrs|ms|dr|born|aged|patient|wife|husband|son|daughter|mother|father"
    r"|phone|tel|mobile|mail|email|account holder|birthday|dob)\b",
    re.IGNORECASE,
)
_I = re.compile(r"\b(?:i|my|me|we|our|you|your)\b|\bI['’]", re.IGNORECASE)
_CONTACT = re.compile(r"[\w.+-]@[\w-]{1,60}\.\w|\+\d{2}[ -]?\d{2}|\(\d{3}\) ?\d{3}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b")
_COPYRIGHT = re.compile(r"copyright|\(c\)|©|\bauthors?\b|maintain|contribut|thanks|licen[cs]e", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:in|from|at|to|near|around|outside|of|via|between|through|visit(?:ed|ing)?|leaving|nach|aus|en|à|de|da|em|à|a)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(
    r"(?:\b(?:class|def|import|from|new|kind|type|interface|extends|implements|struct|enum|func|function|fn|impl|trait|use|package"
    r"|module|namespace|return|raise|throw|catch|except|instanceof|typeof|let|const|var|val|public|private|static|void|if|elif"
    r"|while|assert|lambda|yield|await|async|not|in|is|and|or|select|table|column|field|option|flag|command|method|plugin|theme"
    r"|font|fonts|font-family|run|install|running|using|via|package|library|framework|server|cluster|algorithm)\s+|@)\Z",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"(?:\b(?:class|def|import|from|new|kind:|type|interface|extends|implements|struct|enum|func|function|fn|impl|trait|use|package"
    r"|module|namespace|raise|throw|catch|instanceof|typeof|let|const|var)\s+(?:\{\s*)?(?:\w{1,30}\s*,\s*){0,4}|@)\Z"
)
"""What a programmer names. In small letters only: `From Ada` is of a mail."""
_EPONYM = re.compile(
    r"(?:['’]s?)?\s+(?:\w+\s+)?(?:laws?|disease|syndrome|razor|filters?|theorems?|lemma|algorithms?|effect|distributions?|methods?|tests?"
    r"|principle|paradox|numbers?|constants?|transforms?|process(?:es)?|chains?|simulations?|equations?|inequality|index|model|curve|sort"
    r"|search|trees?|codes?|coding|encoding|cipher|key exchange|conjecture|matrix|matrices|functions?|series|sequence|diagrams?|charts?|plots?"
    r"|scale|ratio|rule|cube|loop|knot|engine|machine|telescope|comet|sampling|regression|correlation|coefficients?|estimator|priors?"
    r"|smoothing|scheduling|notation|polynomials?|integral|space|group|graph|network|puzzle|problem|dilemma|hypothesis|fallacy|bias"
    r"|complex|reflex|maneuver|procedure|score|stain|reaction|cycle|gap|wall|bridge|palace|prize|award|medal|university|college"
    r"|institute|hospital|airport|street|foundation|museum|dressing|salad|cake|sauce|roast|coat|engine|oscillator|radiation|cells?"
    r"|lymphoma|palsy|tumou?r|cancer|thyroiditis|anemia|bacillus|virus|fever)\b"
)
_ARTICLE = re.compile(r"\b(?:the|an?|some|any|this|that|these|those|ein[es]?|le|la|une?)\s+\Z", re.IGNORECASE)
_NOUN = re.compile(
    r"\s(?!(?:and|or|but|if|as|at|in|on|by|to|of|for|from|with|is|was|who|that|i|it|he|she|they|we|you|und|oder|im|am|et|y|e|de|da"
    r"|a|the|my|his|her|our|this|can|will|would|could|should|must|may|might|has|had|have|did|do|does|not|never|also|just|now|then"
    r"|so|because|when|while|where|after|before|about|into|over|under|than|too|again|today|yesterday|tomorrow|please|here|there"
    r"|went|came|got|made|took|gave|told|said|left|sent|paid|met|saw|ran|let|put|set|lost|kept|felt|held|thought|bought|brought"
    r"|via|per|re|cc|ext|tel|aged?|née|jr|sr)\b)[a-z]{3,}(?<!ed)(?<!ly)(?<!ing)(?<![^s]s)\b(?!@)"
)
"""A noun in small letters right behind a name takes it for its own: Gordon setter, Earl Grey syrup."""
_VERSION = re.compile(r"\s+(?:v(?:ersion)?\s?)?\d+(?:\.\d+)+|\s+v?\d+\b(?!\s*(?:\w+\s)?(?:street|road|avenue))|\s?[™®]")
_FONT_NEAR = re.compile(
    r"\b(?:fonts?|typefaces?|(?:sans-)?serif|font-family|typeset|\d ?px|glyphs?|themes?)\b", re.IGNORECASE
)
_PRODUCT_NEAR = re.compile(
    r"\b(?:install(?:ed|ing)?|upgrade[ds]?|releases?|download|plugin|deploy(?:ed|ing)?|menu|button|dashboard|package|server|cluster|database"
    r"|browser|software|editor|compiler|runtime|library|framework|api|cli|sdk|open[- ]source|kernel|debian|ubuntu)\b",
    re.IGNORECASE,
)

FOR = frozenset(
    [
        "odds",
        "title",
        "greeting",
        "person label",
        "kin",
        "named",
        "says",
        "surely says",
        "contact",
        "copyright",
        "person near",
        "I and you",
        "given",
        "rare given",
        "family",
        "rare family",
        "given and family",
        "in prose",
        "bare in prose",
    ]
)
"""Features that may only speak for a person, however the data fall."""
FOR_A_PLACE = frozenset(
    [
        "comma",
        "capitals",
        "odds",
        "place label",
        "preposition",
        "contact",
        "country",
        "town",
        "rare town",
        "street",
        "street and number",
        "I and you",
        "in prose",
        "bare in prose",
    ]
)
AGAINST = frozenset(
    [
        "other label",
        "code before",
        "defined",
        "eponym",
        "article",
        "noun",
        "mostly digits",
        "version",
        "product near",
        "font near",
        "nobody about",
        "machine signs",
        "slash",
        "small in a machine",
        "camel",
        "glued before",
        "behind .",
        "behind _",
        "behind /",
        "behind \\",
        "behind $",
        "behind @",
        "behind #",
        "behind `",
        "glued after",
        "before (",
        "before _",
        "before `",
        "before =",
        "goes on",
        "said often",
        "also small",
        "in code",
        "in config",
        "in json",
        "in log",
        "in table",
        "bare in code",
        "bare in config",
        "bare in json",
        "bare in log",
        "bare in table",
        "unlisted",
        "common words",
        "known words",
        "over lines",
        "only digits",
        "words 0",
        "firm",
    ]
)
"""Features that may only speak against either."""
SPEAKS = frozenset(
    [
        "title",
        "greeting",
        "person label",
        "place label",
        "kin",
        "surely says",
        "contact",
        "copyright",
        "person near",
        "given and family",
        "street and number",
    ]
)

ABOUT = SPEAKS - {"given and family"}
"""What speaks for somebody in particular: great names of the past have a given and a family name too."""

ENDING_BEFORE = {
    "title": _TITLE,
    "greeting": _GREETING,
    "person label": _PERSON_LABEL,
    "place label": _PLACE_LABEL,
    "kin": _KIN,
    "named": _NAMED,
    "preposition": _PREPOSITION,
    "code before": _CODE_BEFORE,
    "defines": _DEFINES,
    "article": _ARTICLE,
}
ON_LINE = frozenset({"person label", "place label", "code before", "defines"})
STARTING_AFTER = {"says": _SAYS, "surely says": _STRONG_SAYS, "eponym": _EPONYM, "noun": _NOUN, "version": _VERSION}
IN_LINE = {
    "person near": _PERSON_NEAR,
    "I and you": _I,
    "contact": _CONTACT,
    "copyright": _COPYRIGHT,
}
NEAR = {"product near": _PRODUCT_NEAR, "font near": _FONT_NEAR}

ENGLISH = re.compile(r"\b(?:the|and|of|with|that|for|are|this|it|from)\b")
PEOPLE = re.compile(
    r"[\w.+-]@[\w-]{1,60}\.\w|\+\d{2}[ -]?\d{2}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b"
    r"|\b(?:dear|hi|hello|hey|regards|sincerely|cheers|thanks|mrs?|miss|ms|dr|patient|customer|client|tenant|guest|employee|nominee|booking|my|i|i['’]m|me"
    r"|our|he|she|his|her|him|phone|tel|mobile|born|dob|lives|signed|uncle|aunt|wife|husband|son|daughter|mother|father|mum|dad|brother|sister|colleague"
    r"|neighbou?r|herr|frau|ich|mein|ihr|sehr geehrte|liebe[rs]?|kunde|monsieur|madame|je|mon|ma|vous|bonjour|cordialement|señora?|hola|saludos|usted"
    r"|signora?|mio|mia|senhora?|meu|minha|pani?|mevrouw|meneer|mijn|jag|minun|olen|terveisin|sayın|bey|hanım|ben|merhaba|randevu\w*|eşim)\b"
    r"|さん|様|申します|先生|女士|님|господин|госпожа|г-н",
    re.IGNORECASE,
)
"""Somebody in particular is written to, by, or of. Texts about the world's famous dead and its terriers have none of it."""
