"""What may stand in the place of a value that is redacted, as a policy says it.

replace: {CREDIT_CARD: mask, EMAIL_ADDRESS: pseudonym, PERSON: "text: [name]", "*": type}
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator

FIXED = "text:"
WORDS = ("type", "pseudonym", "sealed", "mask", "remove")


def _known(value: str) -> str:
    if value in WORDS or value.startswith(FIXED):
        return value
    close = get_close_matches(value, WORDS, 1)
    hint = f"; did you mean {close[0]}?" if close else ""
    raise ValueError(f"must be one of {', '.join(WORDS)}, or `{FIXED}` and what shall stand there{hint}")


Replacement = Annotated[str, AfterValidator(_known)]
"""`type` (`<EMAIL_ADDRESS>`), `pseudonym` (with a key `<EMAIL_ADDRESS:k3f9qa27xd>`, without one as `type`), `sealed`
(encrypted, for whoever holds TIDEGATE_SEAL_KEY), `mask` (all but the last four letters and digits), `remove`, or
`text: …`."""
