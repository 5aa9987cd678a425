"""MiniLM as a function: BERT (Devlin et al., 2019) with six layers of 384, read from safetensors, in JAX.

What enters are weights by their names in the file and token ids; what leaves is one logit per pair. Written to be
differentiated; what runs in production is the ONNX file that `graph` makes of the same weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

LAYERS, WIDTH, HEADS = 6, 384, 12
Weights = dict[str, Any]
Product = Callable[[Any, Any], Any]


@jax.custom_vjp
def rounded(x: Any, matrix: Any) -> Any:
    """The product of two factors rounded to bfloat16, summed in float32: what new processors multiply fast."""
    return jax.lax.dot_general(
        x.astype(jnp.bfloat16),
        matrix.astype(jnp.bfloat16),
        (((x.ndim - 1,), (0,)), ((), ())),
        preferred_element_type=jnp.float32,
    )


def _forward(x: Any, matrix: Any) -> Any:
    return rounded(x, matrix), (x, matrix)


def _backward(kept: Any, slope: Any) -> Any:
    x, matrix = kept
    rows, slopes = x.reshape(-1, x.shape[-1]), slope.reshape(-1, slope.shape[-1])
    return rounded(slope, matrix.T), rounded(rows.T, slopes)


rounded.defvjp(_forward, _backward)


def logits(weights: Weights, ids: Any, kinds: Any, mask: Any, times: Product = jnp.matmul) -> Any:
    """One logit per row of ids (rows by tokens): that the second part supports the first.

    Args:
        times: the product of the layers' matrices: exact, or `rounded` to train with.
    """
    x = embedded(weights, ids, kinds)
    bias = (1.0 - mask[:, None, None, :]) * -1e9
    for layer in range(LAYERS):
        x = _layer(weights, f"encoder.layer.{layer}", x, bias, times)
    pooled = (x * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
    both = jnp.concatenate((x[:, 0], pooled), 1)
    return (both @ weights["head.weight"] + weights["head.bias"])[:, 0]


def embedded(weights: Weights, ids: Any, kinds: Any) -> Any:
    """Words, places and kinds of token, added and normed."""
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]][None]
    x = x + weights["embeddings.token_type_embeddings.weight"][kinds]
    return _norm(weights, "embeddings.LayerNorm", x)


def _layer(weights: Weights, name: str, x: Any, bias: Any, times: Product) -> Any:
    def linear(part: str, x: Any) -> Any:
        return times(x, weights[f"{name}.{part}.weight"].T) + weights[f"{name}.{part}.bias"]

    q, k, v = (_heads(linear(f"attention.self.{part}", x)) for part in ("query", "key", "value"))
    seen = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / jnp.sqrt(WIDTH / HEADS) + bias, -1) @ v
    seen = seen.transpose(0, 2, 1, 3).reshape(x.shape)
    x = _norm(weights, f"{name}.attention.output.LayerNorm", x + linear("attention.output.dense", seen))
    inner = jax.nn.gelu(linear("intermediate.dense", x), approximate=False)
    return _norm(weights, f"{name}.output.LayerNorm", x + linear("output.dense", inner))


def _heads(x: Any) -> Any:
    return x.reshape(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)


def _norm(weights: Weights, name: str, x: Any) -> Any:
    middle = x.mean(-1, keepdims=True)
    spread = ((x - middle) ** 2).mean(-1, keepdims=True)
    return (x - middle) / jnp.sqrt(spread + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]
