"""Writes the weights of a cross-encoder as an ONNX file with int8 weights.

What enters are weights by name; what leaves is `model.onnx`. The graph is that of `bert.logits`, operator by operator.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.crossencoder.bert import HEADS, LAYERS, WIDTH

_OPSET = 20  # the first with Gelu; onnxruntime 1.17 and later run it


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.arrays: list[Any] = []
        self._count = 0

    def const(self, value: Any) -> str:
        name = f"c{len(self.arrays)}"
        self.arrays.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def __call__(self, op: str, *inputs: str, **attributes: Any) -> str:
        self._count += 1
        name = f"t{self._count}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], **attributes))
        return name


def write(weights: dict[str, np.ndarray], path: Path) -> None:
    """The model as it was trained, in float32."""
    onnx.save(_model(weights), str(path))


def round_off(whole: Path, path: Path) -> None:
    """The same with int8 weights: embeddings and the matrices of all layers, each with a scale per column."""
    quantize_dynamic(
        str(whole), str(path), weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"], per_channel=True
    )


def _model(weights: dict[str, np.ndarray]) -> Any:
    g = _Graph()
    w = {name: np.asarray(array, np.float32) for name, array in weights.items()}
    x = _embedded(g, w)
    mask = g("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = g(
        "Mul",
        g("Sub", g.const(np.float32(1)), g("Unsqueeze", mask, g.const(np.array([1, 2])))),
        g.const(np.float32(-1e9)),
    )
    for layer in range(LAYERS):
        x = _layer(g, w, f"encoder.layer.{layer}", x, bias)
    wide = g("Unsqueeze", mask, g.const(np.array([2])))
    total = g("ReduceSum", g("Mul", x, wide), g.const(np.array([1])), keepdims=0)
    pooled = g("Div", total, g("ReduceSum", mask, g.const(np.array([1])), keepdims=1))
    first = g("Gather", x, g.const(np.array(0)), axis=1)
    both = g("Concat", first, pooled, axis=1)
    out = g("Add", g("MatMul", both, g.const(w["head.weight"])), g.const(w["head.bias"]))
    g.nodes.append(helper.make_node("Identity", [out], ["logits"]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["rows", "tokens"])
        for name in ("input_ids", "token_type_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["rows", 1])]
    graph = helper.make_graph(g.nodes, "crossencoder", inputs, outputs, g.arrays)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)


def _embedded(g: _Graph, w: dict[str, np.ndarray]) -> str:
    words = g("Gather", g.const(w["embeddings.word_embeddings.weight"]), "input_ids")
    width = g("Gather", g("Shape", "input_ids"), g.const(np.array([1])))
    places = g(
        "Slice",
        g.const(w["embeddings.position_embeddings.weight"]),
        g.const(np.array([0])),
        width,
        g.const(np.array([0])),
    )
    kinds = g("Gather", g.const(w["embeddings.token_type_embeddings.weight"]), "token_type_ids")
    return _norm(g, w, "embeddings.LayerNorm", g("Add", g("Add", words, places), kinds))


def _layer(g: _Graph, w: dict[str, np.ndarray], name: str, x: str, bias: str) -> str:
    q, k, v = (_heads(g, _linear(g, w, f"{name}.attention.self.{part}", x)) for part in ("query", "key", "value"))
    scores = g("Div", g("MatMul", q, g("Transpose", k, perm=[0, 1, 3, 2])), g.const(np.float32(np.sqrt(WIDTH / HEADS))))
    seen = g("MatMul", g("Softmax", g("Add", scores, bias), axis=-1), v)
    seen = g("Reshape", g("Transpose", seen, perm=[0, 2, 1, 3]), g.const(np.array([0, 0, WIDTH])))
    x = _norm(
        g, w, f"{name}.attention.output.LayerNorm", g("Add", x, _linear(g, w, f"{name}.attention.output.dense", seen))
    )
    inner = g("Gelu", _linear(g, w, f"{name}.intermediate.dense", x))
    return _norm(g, w, f"{name}.output.LayerNorm", g("Add", x, _linear(g, w, f"{name}.output.dense", inner)))


def _heads(g: _Graph, x: str) -> str:
    shape = g.const(np.array([0, 0, HEADS, WIDTH // HEADS]))
    return g("Transpose", g("Reshape", x, shape), perm=[0, 2, 1, 3])


def _linear(g: _Graph, w: dict[str, np.ndarray], name: str, x: str) -> str:
    return g("Add", g("MatMul", x, g.const(np.ascontiguousarray(w[f"{name}.weight"].T))), g.const(w[f"{name}.bias"]))


def _norm(g: _Graph, w: dict[str, np.ndarray], name: str, x: str) -> str:
    scale, bias = g.const(w[f"{name}.weight"]), g.const(w[f"{name}.bias"])
    return g("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)
