"""Words that everybody uses: no text enters or leaves, only this list.

The words of an answer that an alert may name are these and no others, so that nothing a user or a customer wrote can
be read from a drift report: function words, the turns of phrase that models differ in, and a few words of business.
"""

from __future__ import annotations

_COMMON = """
    the of and to a in is it you that he was for on are with as i his they be at one have this from or had by
    not but what all were we when your can said there use an each which she do how their if will up other about
    out many then them these so some her would make like him into time has look two more go see number no way
    could people my than first been call who its now find long down day did get come made may part over new take
    only little work know place year live me back give most very after thing our just name good say great where
    help through much before line right too mean any same tell follow want show also around form three small set
    put end does another well large must big even such because turn here why ask need different move try kind
    again change point never last let thought keep between important however additionally furthermore moreover
    therefore overall finally conclusion summary note example including provide following information based
    using used often cannot sorry apologize assistant language model ai ensure consider various several specific
    key understand create steps step start popular known typically usually generally please hope remember
    certainly sure absolutely course happy delve crucial essential wide range both within while during since
    until although though still yet rather quite simply might should yes question answer correct incorrect final
    result total value think reasoning determine check second third next
"""

COMMON = {word: cell for cell, word in enumerate(_COMMON.split())}
"""Cell by word."""

WORDS = tuple(COMMON)

_FUNCTION_WORDS = {
    "en": "the and of to is that it with for you are this be have not",
    "es": "el la los las que es una por con para se del como pero más",
    "fr": "le les des et est une que pour dans vous pas sur avec ce qui",
    "de": "der die das und ist nicht ein eine zu den mit sich auf für von",
    "pt": "o os um uma não que é para com por mais como dos você são",
    "it": "il di che è per un una non con sono della gli anche più nel",
    "nl": "de het een en van is dat niet op te zijn voor met aan er",
}

LANGUAGES: dict[str, tuple[str, ...]] = {}
"""By word: the languages whose everyday word it is."""
for _language, _words in _FUNCTION_WORDS.items():
    for _word in _words.split():
        LANGUAGES[_word] = (*LANGUAGES.get(_word, ()), _language)
