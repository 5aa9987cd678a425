"""The quiet weeks before the story, as they would stand on the doors: what `watch` learns from.

Nothing enters but a seed, the first day and how much traffic there is; what leaves are records of the doors, judged
here by the demo's own policy, one JSON line each. A baseline is made of them as anybody would make one.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from schemas.decision import Approved, DecisionBrief, Quarantined, rules_of
from schemas.interaction import Interaction
from schemas.policy_file import load_policy
from streams.demo.library import POLICY
from streams.demo.story import Sent, tell_quiet_days
from streams.history.windows import read_windows
from streams.judging.court import court_of
from streams.judging.installed import all_guards
from streams.settings import Settings
from streams.watch import baselines
from streams.watch.plan import drift_plan
from streams.wire.values import read_interaction, to_json_bytes

DAYS = 14


def copy_policy(folder: Path) -> Path:
    """The demo's policy and contracts where a baseline can lie beside them."""
    shutil.copytree(POLICY.parent / "contracts", folder / "contracts")
    return Path(shutil.copy(POLICY, folder))


def learn_quiet_days(folder: Path, policy: Path, seed: int, begin: datetime, volume: float) -> int:
    """Makes the baseline that the policy pins, beside the policy; returns how many events it is made of."""
    file = folder / "quiet.jsonl"
    file.write_bytes(b"".join(line + b"\n" for line in record(tell_quiet_days(seed, begin, DAYS, volume))))
    plan = drift_plan(Settings(), policy, pinned=False)
    history = read_windows(Settings(), str(file), plan.window_ms, plan.drift)
    kept, _ = baselines.create(plan.folder, plan.drift.baseline or "quiet", history.cells, plan.window_ms)
    return kept.events


def record(sent: tuple[Sent, ...]) -> Iterator[bytes]:
    """Door records of events, each judged against the earlier events of its conversation."""
    court = court_of(*load_policy(POLICY), all_guards())
    earlier: dict[str | None, list[Interaction]] = defaultdict(list)
    cases = []
    for each in sent:
        event = read_interaction(each.value)
        others = earlier[event.join_key()]
        cases.append(court.case(event, others, received_at=each.at))
        others.append(event)
    for judgement in court.judge.judge(cases):
        model = Quarantined if judgement.action == "quarantine" else Approved
        brief = DecisionBrief(
            action=judgement.action,
            rules=rules_of(judgement.findings, "violation"),
            cannot_tell=rules_of(judgement.findings, "cannot_tell"),
            policy=court.ref,
        )
        yield to_json_bytes(model(event_id=judgement.event_id, event=judgement.redacted, decision=brief))
