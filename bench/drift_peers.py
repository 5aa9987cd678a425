"""What `bench.drift --peers` has other tools do; run in an environment that has them and nothing of ours."""

from __future__ import annotations

import random
import sys
import time
from typing import Any


def rows(count: int) -> list[dict[str, Any]]:
    """Events as flat rows."""
    rng = random.Random(1)
    return [
        {
            "latency": rng.lognormvariate(6.5, 0.6),
            "input_tokens": rng.randint(1, 2_000),
            "output_tokens": rng.randint(1, 500),
            "cost": rng.random(),
            "finish_reason": "length" if rng.random() < 0.03 else "stop",
            **{f"rule_{number}": rng.random() < 0.02 for number in range(7)},
        }
        for _ in range(count)
    ]


def whylogs() -> str:
    """Profiles row by row, as a stream would."""
    import whylogs as why

    data = rows(3_000)
    profile = why.log(row=data[0]).profile()
    begun = time.process_time()
    for row in data:
        profile.track(row)
    rate = len(data) / (time.process_time() - begun)
    return f"{rate:,.0f} events/s row by row, {len(profile.view().serialize()) / 1024:.0f} KiB per profile"


def evidently() -> str:
    """One report on the drift of 12 columns."""
    import pandas as pd
    from evidently import Report
    from evidently.presets import DataDriftPreset

    frame = pd.DataFrame(rows(2_000))
    begun = time.process_time()
    Report([DataDriftPreset()]).run(frame[:1_000], frame[1_000:])
    return f"{time.process_time() - begun:.2f} CPU-s for a report on {frame.shape[1]} columns of 1,000 rows"


if __name__ == "__main__":
    print({"whylogs": whylogs, "evidently": evidently}[sys.argv[1]]())
