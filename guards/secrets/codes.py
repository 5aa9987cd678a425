"""Short codes and answers that open something: one-time codes, PINs of doors, card codes, recovery codes, security answers.

What enters is plain text; what leaves are candidates for the values alone. Such a code is a few digits, so it is the name
before or behind it that counts: "your code is" asks for six digits, and is not a postal, error or discount code.
"""

# ruff: noqa: E501 - a pattern is a line

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from guards.secrets.candidate import Candidate, Finder
from guards.secrets.never import is_placeholder, is_word_or_code
from guards.secrets.starts import Starts
from guards.secrets.values import is_password

_FLAGS: Final = re.IGNORECASE | re.ASCII
_LINK: Final = (
    r"(?:(?:\s(?:for|to|of|zu|fur|pour|para|per|voor|von)\s[^\n:=.]{1,40}?)?[\"'*_]{0,3}"
    r"(?:(?:\s[\w'-]{1,14}){0,2}?\s{0,2}:|\s{0,2}(?:=>?|->|:)|\s{1,2}(?:is|was|ist|lautet|est|es|e|sera|are|sind|sont|son|sono|wordt|now)\b(?:\snow)?)"
    r"|(?:\s(?:for|zu|fur|pour|para|per|voor)\s[\w'-]{1,16})?[\"'*_]{0,3}[ \t]{1,2}(?=[\"'`*(]{0,2}(?:[A-Z]{1,3}-)?[0-9]))"
    r"\s{0,3}[:=]?\s{0,3}[\"'`*_(\[]{0,3}"
)
_DIGITS: Final = r"(?:[0-9]{4,8}|[0-9]{3}[ -][0-9]{3}|[0-9]{4}[ -][0-9]{4}|[0-9]{2}[ -][0-9]{2}[ -][0-9]{2}|[A-Z]{1,3}-[0-9]{4,8}|(?=[A-Z]{0,7}[0-9])(?=[0-9]{0,7}[A-Z])(?-i:[A-Z0-9]{5,8}))(?![0-9A-Za-z%]|[.,][0-9])"
_OF_ONCE: Final = (
    r"verification|verify|security|confirmation|one[- ]time|single[- ]use|otp|t?otp|2fa|mfa|two[- ]factor|authenticat(?:ion|or)|sms|activation|sign[- ]?in|log[- ]?in|login|reset"
    r"|auth|access|secret|unlock|pairing|transfer|gate|door|alarm|garage|safe|vault|locker|lock ?box|entry|entrance|building|keypad|panel|disarm|voicemail|pass|passcode|iphone|ipad|device|screen"
)
_ONCE: Final = (
    rf"(?:(?:{_OF_ONCE})[ -]?(?:code|pin|number|passcode|password|combination|combo)|\botp\b|\btan\b|\bm?tan\b|one[- ]time (?:code|password|passcode)"
    r"|(?:bestatigungs|sicherheits|einmal|verifizierungs|zugangs|aktivierungs|tur|alarm|freischalt)[- ]?(?:code|kennwort|passwort|pin)|einmalpasswort|geheimzahl|geheimnummer|kartenpin|\bpuk\b|\bnip\b|boite a cle[fs]?s?|\bcofre|caja fuerte|tresor(?:code)?|steam guard"
    r"|code (?:de |d')?(?:verification|confirmation|securite|validation|acces|secret|a usage unique|d'acces|de la porte|du portail|alarme)|code secret|digicode"
    r"|codigo (?:de )?(?:verificacion|verificacao|seguridad|seguranca|confirmacion|confirmacao|acceso|acesso|un solo uso|uso unico|la puerta|la alarma)"
    r"|codice (?:di )?(?:verifica|sicurezza|conferma|accesso|otp|della porta|dell'allarme)"
    r"|(?:verificatie|beveiligings|bevestigings|toegangs|alarm|deur)code)"
)
_SAID: Final = re.compile(rf"(?<![a-z])(?:{_ONCE}){_LINK}(?P<value>{_DIGITS})", _FLAGS)
_YOURS: Final = re.compile(
    r"\b(?:your|my|the|dein|ihr|votre|ton|tu|su|seu|il tuo|je|uw)\s(?:(?!zip|reference|ref|case|claim|post|area|country|error|status|exit|promo|discount|coupon|voucher|product|item|order|booking|tracking|referral|sort|bank|airport|tax|course|dress|source|qr|bar|region|department|currency|return|response|http)[\w.&-]{1,20}\s){0,2}"
    r"(?:code|codigo|codice)\s{0,1}(?:is|ist|lautet|est|es|e|:)\s{0,3}:?\s{0,3}[\"'`*_]{0,2}(?P<value>(?:[A-Z]-)?[0-9]{6}|[0-9]{3}[ -][0-9]{3}|[0-9]{4,8}(?=[^\n]{1,50}(?:share|expire|valid|minute|teil|gultig|partage|compart|condivid|deel)))(?![0-9A-Za-z%]|[.,-][0-9]|-[A-Za-z])",
    _FLAGS,
)
_BEHIND: Final = re.compile(
    rf"(?<![0-9A-Za-z.,-])(?P<value>(?:[A-Z]{{1,3}}-)?[0-9]{{4,8}}|[0-9]{{3}}[ -][0-9]{{3}})[\"'`*_)]{{0,3}}\s{{1,2}}(?:is|as|ist|als|est|comme|es|como|e|come|for)\s(?:(?:your|the|my|a|dein|ihr|der|votre|le|tu|su|el|seu|o|il|je|uw|de)\s)?(?:[\w.&-]{{1,20}}\s){{0,2}}?(?:{_ONCE}|[a-z]{{0,14}}code\b)",
    _FLAGS,
)
_COMBINATION: Final = re.compile(
    r"\b(?:combination|combo|keypad|lock ?box|gate|door|alarm|safe|padlock|locker)\b(?:\s(?:code|pin|number))?(?:\s(?:for|to|of|on)\s[^\n:=.]{1,40}?)?(?:\s{1,2}is|\s{0,2}[:=])\s{1,3}(?P<value>[0-9]{1,2}(?:-[0-9]{1,2}){2,3}|[0-9]{4,8}[#*]?)(?![0-9A-Za-z%:]|[.,-][0-9])"
    r"|\b(?:key ?(?:box|safe)|lock ?box|keypad|schlusselsafe|schlusselkasten)\s{1,2}(?P<box>[0-9]{4,6}[#*]?)(?![0-9A-Za-z%:]|[.,-][0-9])",
    _FLAGS,
)
_CARD: Final = re.compile(
    r"(?<![a-z0-9])(?:cvv2?|cvc2?|cvn2?|csc|(?:card )?(?:security|verification) (?:code|number|value)|kartenprufnummer|prufziffer|prufnummer|kartenprufziffer|sicherheitscode|(?:3|three|4|four)[ -]digit code|cryptogramme(?: visuel)?|codigo de seguridad|codigo de seguranca|codice di sicurezza)"
    r"(?:[_ -]?(?:code|number|no))?[\"'*_\\]{0,4}\s{0,2}(?:\([^()\n]{1,24}\)\s{0,2})?(?:\s(?:on|of|auf|sur)\s(?:the|my|your|der|la)\s[a-z]{3,10}(?: of (?:the|my) card)?)?(?:\s(?:is|ist|est|es|e|was)\b)?\s{0,2}[:=#-]?\s{0,3}[\"'*_\\]{0,4}(?P<value>[0-9]{3,4})(?![0-9A-Za-z%]|[.,:/-][0-9])",
    _FLAGS,
)
_ANSWER: Final = re.compile(
    r"(?:(?:security|secret|recovery|challenge) (?:question|answer)|sicherheitsfrage|sicherheitsantwort|kontrollfrage|question (?:secrete|de securite)|pregunta (?:secreta|de seguridad)|domanda (?:segreta|di sicurezza))"
    r"(?:[^\n]{0,120}?(?:\b(?:answer|antwort|reponse|respuesta|resposta|risposta|antwoord)\b)|(?<=answer)|(?<=antwort))[\"'*_)]{0,3}(?:\s(?:to|for|zu)\s[^\n:=]{1,60}?)?(?:\s{0,2}[:=]|\s(?:is|was|ist|est|es|e)\b)\s{0,3}[\"'`*_]{0,2}(?P<value>[^\s\"'`.;,|][^\n\"`.;,|]{1,59}?)(?=[\"'`]|\s{0,2}(?:[.;,|\n]|$))",
    _FLAGS,
)
_TO_QUESTION: Final = re.compile(
    r"\b(?:answer|antwort|reponse|respuesta|resposta|risposta)\s(?:to|for|auf|zu|a|alla)\s(?:[\w']{1,12}\s){0,2}(?:security|secret|recovery|sicherheits|secrete|secreta|segreta)\s?(?:question|frage|pregunta|domanda)?(?:\s{0,2}[:=]|\s(?:is|was|ist|est|es|e)\b)\s{0,3}[\"'`*_]{0,2}(?P<value>[^\s\"'`.;,|][^\n\"`.;,|]{1,59}?)(?=[\"'`]|\s{0,2}(?:[.;,|\n]|$))",
    _FLAGS,
)
_MAIDEN: Final = re.compile(
    r"(?:mother'?s maiden name|madchenname (?:der|meiner|ihrer) mutter|nom de jeune fille de (?:ma|la|sa|votre) mere|apellido de soltera de (?:mi|la|su) madre)"
    r"[\"'*_)]{0,3}(?:\s{0,2}[:=]|\s(?:is|was|ist|est|es)\b|(?=\s(?-i:[A-Z])))\s{0,3}[\"'`*_]{0,2}(?P<value>[A-Za-z][\w'-]{1,30})",
    _FLAGS,
)
_USED: Final = re.compile(
    r"\b(?:use|enter|type|nutze|verwende|utilisez|use el|usa|gebruik)\s(?:(?:code|the code|pin)\s)?(?P<value>[0-9]{6}|[0-9]{3}[ -][0-9]{3})\s(?:to|for|um|pour|para|per|om)\s(?:re-?set|verify|confirm|log|sign|activate|complete|continue|finish|access|your|complet|confirm|verif|valid|inici|acced|in te)",
    _FLAGS,
)
_MEMORABLE: Final = re.compile(
    r"\b(?:(?:memorable|security|secret|safe|code) ?word|telephone (?:password|banking password)|kennwort am telefon|telefonkennwort)\b(?:\s(?:for|on)\s[^\n:=.]{1,30}?)?(?:\s{0,2}[:=-]|\s(?:is|was|ist|lautet)\b)\s{1,3}[\"'`*_]{0,2}(?P<value>[A-Za-z][\w-]{3,30})(?=[\"'`.,;!\s]|$)",
    _FLAGS,
)
# A question as banks ask them, and its answer.
_ASKED: Final = re.compile(
    r"(?:first pet|maiden name|first school|favou?rite (?:teacher|book|film|food)|grew up|were you born|you were born|first car|childhood|first job|best friend)[^\n?]{0,40}\?\s{0,3}(?:\w{1,12}:|A[:.]|ans\w{0,4}[:.])\s{1,3}(?:it'?s\s|it was\s)?(?P<value>[^\s.;,|][^\n.;,|]{1,40}?)(?=\s{0,2}(?:[.;,|\n]|$))",
    _FLAGS,
)
_RECOVERY: Final = re.compile(
    r"(?:recovery|backup|rescue|emergency|scratch|wiederherstellungs|notfall)[ -]?(?:codes?|keys?)\b|codes? de (?:secours|recuperation)|codigos? de (?:recuperacion|recuperacao|respaldo)|codici di (?:recupero|backup)",
    _FLAGS,
)
_RECOVERY_LIST: Final = re.compile(
    r"[^\n:=]{0,40}(?:[:=]|\bare\b|\bis\b)\s{0,4}(?P<value>[\"'`\[]{0,2}[a-z0-9]{4,64}(?:[- ][a-z0-9]{4,64}){0,7}(?:[\"'`]{0,1}[,;\s]{1,4}[-*\d.)]{0,3}\s{0,2}[\"'`]{0,1}(?=[a-z-]{0,12}[0-9])[a-z0-9]{4,64}(?:-[a-z0-9]{4,64}){0,5}){0,15})",
    _FLAGS,
)
_RECOVERY_ONE: Final = re.compile(
    r"(?<![0-9A-Za-z-])(?:[0-9]{4}(?: [0-9]{4}){1,3}|(?=[a-z-]{0,24}[0-9])[a-z0-9]{4,64}(?:-[a-z0-9]{4,64}){0,7})(?![0-9A-Za-z-])",
    _FLAGS,
)

_Judge = Callable[[str], bool]


def _is_code(value: str) -> bool:
    return len(set(value) - set(" -")) > 1


def _is_answer(value: str) -> bool:
    return len(value) > 2 and not is_placeholder(value) and not is_word_or_code(value) and value.count(" ") < 5


def _finder(pattern: re.Pattern[str], words: str, rule: str, confidence: float, judge: _Judge, hint: str) -> Finder:
    starts = Starts(words)

    def find(text: str) -> Iterator[Candidate]:
        for found in starts.matches(pattern, text):
            group = "value" if found["value"] is not None else "box"
            if judge(found[group]):
                yield Candidate(rule, *found.span(group), confidence)

    return Finder(re.compile(hint, _FLAGS), find, f"(?i){hint}")


def _recovered(text: str) -> Iterator[Candidate]:
    for named in _RECOVERY_STARTS.matches(_RECOVERY, text):
        listed = _RECOVERY_LIST.match(text, named.end())
        for found in _RECOVERY_ONE.finditer(text, *listed.span("value")) if listed else ():
            digits = sum(map(str.isdigit, found[0]))
            if (is_password(found[0], "prose") and len(found[0]) > 5) or (digits > 7 and len(set(found[0])) > 4):
                yield Candidate("RECOVERY_CODE", *found.span(), 0.75)


_MEMBER: Final = re.compile(
    r"(?:[a-z]{2,16}[_-]?)?(?:(?P<card>cvv2?|cvc2?|cvn2?|csc|card_?(?:security|verification)_?(?:code|number|value))"
    r"|(?P<answer>(?:security|secret|challenge|recovery)_?answers?|maiden_?name|mothers?_?maiden_?name)"
    r"|(?P<code>otp|totp|(?:otp|mfa|2fa|sms|verification|confirmation|security|access|gate|door|alarm|entry|lock ?box|unlock)_?(?:code|pin|passcode)))",
    re.IGNORECASE | re.ASCII,
)


@lru_cache(maxsize=4_096)
def names_code(name: str | int) -> re.Match[str] | None:
    """What a key says of its value: `card`, `answer` or `code`. Keys repeat endlessly."""
    return _MEMBER.fullmatch(name) if isinstance(name, str) and len(name) < 60 else None


def named_code(name: str | int, value: str) -> str | None:
    """The rule for a JSON member whose key says that its value is a short code or an answer (`{"cvc": "518"}`).

    >>> named_code("cardCvc", "518"), named_code("status_code", "518")
    ('CARD_CODE', None)
    """
    found = names_code(name)
    if found is None:
        return None
    if found["answer"] is not None:
        return "SECURITY_ANSWER" if _is_answer(value) and len(value) < 80 else None
    if found["card"] is not None:
        return "CARD_CODE" if value.isdigit() and len(value) in (3, 4) else None
    return (
        "ACCESS_CODE"
        if re.fullmatch(r"[0-9A-Z]{3,8}[ -]?[0-9A-Z]{0,4}[#*]?", value) and any(map(str.isdigit, value))
        else None
    )


_RECOVERY_STARTS: Final = Starts(
    r"recovery|backup|rescue|emergency|scratch|wiederherst|notfall|codes? de |codigos? de |codici di "
)
_PLACES: Final = r"combination|combo|keypad|(?:pad)?lock|gate|door|alarm|safe|key ?(?:box|safe)|schlussels|schlusselk"
# A card, its month and its code in one line, without a word.
_CARD_LINE: Final = re.compile(
    r"[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}\1[0-9]{4}[\s,;|/]{1,3}(?:exp\w{0,5}[\s.:]{1,3})?[0-9]{2}\s?[/-]\s?[0-9]{2,4}[\s,;|/]{1,3}(?:cv\w{1,2}[\s:]{1,3})?(?P<value>[0-9]{3,4})(?![0-9A-Za-z]|[.,/-][0-9])",
    _FLAGS,
)
_THERE: Final = re.compile(
    r"(?:(?:for|on|at|by|zu)\s(?:the\s)?(?:[\w']{1,12}\s){0,2}(?:alarm|door|gate|safe|keypad|lock ?box|garage|entrance)(?:\s(?:it'?s|is|use|enter|press|punch|type|code))?|(?:lock ?box|key ?safe)[^\n.0-9]{0,40}?,|code to (?:get in|enter|unlock|open)[^\n.]{0,24}?\s(?:is|:)|code is now)[:,]?\s{1,2}(?P<value>[0-9]{4,8}[#*]?)(?![0-9A-Za-z%:]|[.,-][0-9])",
    _FLAGS,
)
_CODE_HINT: Final = r"(?:code|pin|otp|tan|puk|nip|geheim|cle[fs]|cofre|fuerte|tresor|steam guard|passw|passc|codigo|codice|combo|combination|number|kennw)[^\n]{0,60}?[0-9]"
CODES: Final = (
    _finder(_SAID, _ONCE, "ACCESS_CODE", 0.7, _is_code, _CODE_HINT),
    _finder(_YOURS, r"\b(?:your|my|the|dein|ihr|votre|ton|tu|su|seu|il tuo|je|uw) ", "ACCESS_CODE", 0.6, _is_code, r"(?:code|codigo|codice)[^\n]{0,12}?[0-9]{3}[ -]?[0-9]"),
    _finder(_BEHIND, r"\b(?:[A-Z]{1,3}-)?[0-9]{2}", "ACCESS_CODE", 0.7, _is_code, r"[0-9]{2}[\"'*_`)]{0,3}\s{1,2}(?:is|as|ist|als|est|comme|es|como|e|come|for)\s[^\n]{0,60}?(?:code|pin|otp|tan|passw|passc|codigo|codice)"),
    _finder(_COMBINATION, _PLACES, "ACCESS_CODE", 0.6, _is_code, r"(?:combination|combo|keypad|lock|gate|door|alarm|safe|box|kasten)[^\n]{0,60}?[0-9]{2}"),
    _finder(_CARD_LINE, r"\b[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[\s,;|/]", "CARD_CODE", 0.8, str.isdigit, r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[\s,;|/]{1,3}[^\n]{0,24}?[0-9]{3}"),
    _finder(_THERE, r"\b(?:for|on|at|by|zu) |lock ?box|key ?safe|code to |code is now", "ACCESS_CODE", 0.6, _is_code, r"(?:alarm|door|gate|safe|keypad|lock ?box|garage|entrance|code to|code is now)[^\n]{0,50}?[0-9]{4}"),
    _finder(_CARD, r"cv[vcn]|csc|card security|security|verification|sicherheitscode|(?:3|three|4|four)[ -]digit|kartenpruf|pruf|cryptogramme|codigo de segur|codice di sic|card veri", "CARD_CODE", 0.8, str.isdigit, r"(?:cv[vcn]|csc|security|verification|sicherheit|digit|pruf|cryptogramme|seguri|segura|sicurezza)[^\n]{0,60}?[0-9]{3}"),
    _finder(_ANSWER, r"(?:security|secret|recovery|challenge) (?:question|answer)|sicherheits(?:frage|antwort)|kontrollfrage|question (?:secrete|de securite)|pregunta (?:secreta|de seguridad)|domanda (?:segreta|di sicurezza)", "SECURITY_ANSWER", 0.7, _is_answer, r"(?:answer|antwort|reponse|respuesta|resposta|risposta|antwoord)[^\n]{0,70}?(?:[:=]|\s(?:is|was|ist|est|es|e)\s)"),
    _finder(_TO_QUESTION, r"\b(?:answer|antwort|reponse|respuesta|resposta|risposta)\s", "SECURITY_ANSWER", 0.7, _is_answer, r"(?:answer|antwort|reponse|respuesta|resposta|risposta)\s(?:to|for|auf|zu|a|alla)\s"),
    _finder(_USED, r"\b(?:use|enter|type|nutze|verwende|utilisez|usa|gebruik) ", "ACCESS_CODE", 0.7, _is_code, r"(?:use|enter|type|nutze|verwende|utilisez|el|usa|gebruik|code|pin)\s[0-9]{3}[ -]?[0-9]{3}\s"),
    _finder(_MEMORABLE, r"\b(?:memorable|security|secret|safe|code) ?word|telephone |kennwort am|telefonkenn", "SECURITY_ANSWER", 0.65, _is_answer, r"(?:(?:memorable|security|secret|safe|code) ?word|telephone (?:password|banking)|kennwort am telefon|telefonkennwort)"),
    _finder(_ASKED, r"first (?:pet|school|car|job)|maiden name|favou?rite |grew up|were you born|you were born|childhood|best friend", "SECURITY_ANSWER", 0.7, _is_answer, r"(?:pet|name|school|teacher|book|film|food|up|born|car|childhood|job|friend)[^\n?]{0,40}\?\s{0,3}(?:\w{1,12}:|A[:.]|ans)"),
    _finder(_MAIDEN, r"mother'?s maiden|madchenname|nom de jeune|apellido de", "SECURITY_ANSWER", 0.7, _is_answer, r"(?:maiden name|madchenname|jeune fille|soltera)"),
    Finder(_RECOVERY, _recovered, r"(?i)code|key|codi"),
)  # fmt: skip
