"""The guard's patterns as a Presidio recognizer, for any registry: stock Presidio's or the scanning analyzer's.

What enters is a text; what leaves are `RecognizerResult`s with the spans, types and scores of the guard: there is one
source of patterns. Presidio: https://microsoft.github.io/presidio/analyzer/developing_recognizers/
"""

from __future__ import annotations

from typing import Final

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from guards.scanning.matching import Engine
from guards.secrets.finding import found_in
from guards.secrets.formats import FORMATS
from guards.secrets.scan import Scan, scan

CONTEXT_RULES: Final = (
    "PRIVATE_KEY", "AUTHORIZATION", "COOKIE", "URL_PASSWORD", "URL_SECRET", "PASSWORD", "SECRET_KEY", "SEED_PHRASE",
    "ACCESS_CODE", "RECOVERY_CODE", "CARD_CODE", "SECURITY_ANSWER", "KUBERNETES_SECRET",
)  # fmt: skip
RULES: Final[tuple[str, ...]] = tuple(dict.fromkeys([known.rule for known in FORMATS] + list(CONTEXT_RULES)))
"""Every type that is found, in the order of the tables."""


class SecretRecognizer(EntityRecognizer):  # type: ignore[misc, unused-ignore]
    """Secrets of every type. One recognizer, because a text is scanned once and overlaps are settled among all.

    Example:
        >>> recognizer = SecretRecognizer()
        >>> [(r.entity_type, r.start, r.end) for r in recognizer.analyze("pw: hunter2", ["PASSWORD"])]
        [('PASSWORD', 4, 11)]
    """

    reads_tokens = False

    def __init__(self, language: str = "en", engine: Engine | None = None) -> None:
        self._scan: Scan = scan(engine)
        super().__init__(list(RULES), name="TidegateSecrets", supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """The secrets of the wanted types."""
        wanted = set(entities or RULES)
        return [
            RecognizerResult(found.rule, found.start, found.end, found.confidence)
            for found in found_in(text, by=self._scan)
            if found.rule in wanted
        ]


def secret_recognizers(language: str = "en", engine: Engine | None = None) -> list[EntityRecognizer]:
    """What to add to a registry: `for each in secret_recognizers(): registry.add_recognizer(each)`."""
    return [SecretRecognizer(language, engine)]
