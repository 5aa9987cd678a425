"""The cross-encoder of the extra `tidegate[crossencoder]`: a small model reads claim and context together.

What enters are pairs; what leaves are probabilities that the context supports the claim. Nothing is downloaded: the
model is a folder with `model.onnx` and `tokenizer.json`, made by `training.crossencoder.build`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from guards.contradiction.support.second import Pair, SecondFailed
from schemas.errors import PolicyError

TOKENS_MAX = 256
"""Of claim and context together; the model was trained on no more, and its cost grows with them."""
_BATCH = 16
"""Pairs read at once: more gain nothing on one core, and between two batches the time is looked at."""
_HOW = "no model ships with Tidegate; one command makes it (docs/contradiction-support.md, The cross-encoder)"


class CrossEncoder:
    """Reads pairs with one thread: the cores belong to the process's workers.

    Costs: a pair of 60 tokens about 6 ms of CPU (docs/contradiction-support.md).
    """

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session, self._tokenizer = session, tokenizer

    def score(self, pairs: Sequence[Pair], limit_s: float) -> list[float]:
        """One probability per pair, in order. Raises SecondFailed when the time is up."""
        deadline = time.monotonic() + limit_s
        read = self._tokenizer.encode_batch([(pair.claim, pair.context) for pair in pairs])
        # Alike in length, so that little of a batch is padding.
        order = sorted(range(len(read)), key=lambda number: len(read[number].ids))
        scores = [0.0] * len(read)
        for begin in range(0, len(order), _BATCH):
            if time.monotonic() >= deadline:
                raise SecondFailed("timeout")
            here = order[begin : begin + _BATCH]
            for number, score in zip(here, self._run([read[one] for one in here]), strict=True):
                scores[number] = score
        return scores

    def _run(self, read: Sequence[Any]) -> list[float]:
        width = max(len(one.ids) for one in read)
        ids, kinds, mask = (np.zeros((len(read), width), np.int64) for _ in range(3))
        for row, one in enumerate(read):
            ids[row, : len(one.ids)] = one.ids
            kinds[row, : len(one.ids)] = one.type_ids
            mask[row, : len(one.ids)] = 1
        (logits,) = self._session.run(None, {"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask})
        chances = 1.0 / (1.0 + np.exp(-np.clip(np.asarray(logits, np.float64).reshape(-1), -30.0, 30.0)))
        return [float(chance) for chance in chances]


def require(folder: Path | None) -> Path:
    """The folder, if all is there to load it. Raises PolicyError naming the extra or the file that is missing."""
    if any(find_spec(name) is None for name in ("onnxruntime", "tokenizers")):
        raise PolicyError("the cross-encoder needs an extra: pip install 'tidegate[crossencoder]'")
    if folder is None:
        raise PolicyError(f"TIDEGATE_CROSSENCODER is not set: {_HOW}")
    missing = [name for name in ("model.onnx", "tokenizer.json") if not (folder / name).is_file()]
    if missing:
        raise PolicyError(f"the folder in TIDEGATE_CROSSENCODER has no {' and no '.join(missing)}: {_HOW}")
    return folder


def load(folder: Path | None) -> CrossEncoder:
    """The cross-encoder of a folder. Raises PolicyError as `require` does."""
    folder = require(folder)
    import onnxruntime
    import tokenizers

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(TOKENS_MAX, strategy="longest_first")
    tokenizer.no_padding()
    return CrossEncoder(session, tokenizer)
