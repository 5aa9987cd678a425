"""A worker judges one event of its own before it says that it is ready, so that nobody's event waits for what guards
make on first use: the first one took 4.9 s.

What enters is the court; nothing leaves. The event is made up here: it comes from no
topic, reaches none, is in no metric, and no model of the user's is asked about it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from guards.case import Case
from schemas.interaction import Interaction
from schemas.policy import Guards
from streams.judging.court import Court

# Something for each guard: personal data, a secret, an answer to be compared with a dated context, an output to read.
_EVENT = Interaction.model_validate(
    {
        "event_id": "warming",
        "messages": [
            {"role": "user", "content": "I am Jane Miller, jane@example.com, +1 415 555 0132; password: hunter2-Zk8!"}
        ],
        "context": [
            {
                "id": "fees",
                "source": "handbook",
                "content": "The fee is 20 EUR since 1 March 2026. Refunds take five days.",
                "as_of": "2026-03-01T00:00:00Z",
            }
        ],
        "output": '{"answer": "The fee is 30 EUR, and refunds take five days."}',
    }
)


def warm(court: Court) -> None:
    """Judges the event under each variant of the policy, and under each contract. Never raises because of a guard."""
    now = datetime.now(UTC)
    cases = [Case(_EVENT, _asks_nobody(guards), received_at=now) for guards in court.policy.variants()]
    own = _asks_nobody(court.policy.guards)
    cases += [Case(_EVENT, own, each, received_at=now) for each in court.contracts.values()]
    court.judge.judge(cases)


def _asks_nobody(guards: Guards) -> Guards:
    contradiction = guards.contradiction
    if contradiction.second.use != "model":
        return guards
    second = contradiction.second.model_copy(update={"use": "off"})
    return guards.model_copy(update={"contradiction": contradiction.model_copy(update={"second": second})})
