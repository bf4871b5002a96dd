"""Write `vectorstore/encoder.onnx`: the computation of all-MiniLM-L6-v2 without its weights.

    pip install onnx
    python -m vectorstore.training.make_graph

The weights are declared as lying outside the file; `vectorstore.encoder` hands them in by name. The
operators are onnxruntime's fused ones for BERT, so that nothing depends on what its optimiser
recognises.
"""

from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from vectorstore.encoder import GRAPH

_LAYERS, _HEADS, _WIDTH, _INNER = 6, 12, 384, 1536  # of all-MiniLM-L6-v2
_WORDS, _POSITIONS, _TYPES = 30522, 512, 2
_EPSILON = 1e-12
_OURS = "com.microsoft"


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, *shape: int) -> str:
        """Declare a weight that is handed in when the session is made."""
        tensor = TensorProto(name=name, dims=shape, data_type=TensorProto.FLOAT)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="model.safetensors")
        self.weights.append(tensor)
        return name

    def linear(self, name: str, read: str, wide: int, out: int) -> str:
        """A matrix product; the bias is added by the fused operator that follows."""
        weight = self.weight(f"{name}.weight", wide, out)
        return self.node("MatMul", [read, weight], f"{name}.product", "")

    def norm(self, name: str) -> list[str]:
        """The two weights of a layer normalisation."""
        return [self.weight(f"{name}.LayerNorm.{part}", _WIDTH) for part in ("weight", "bias")]

    def node(
        self, kind: str, read: list[str], made: str, domain: str = _OURS, **with_: float
    ) -> str:
        """Add an operator; returns the name of what it makes."""
        attributes: dict[str, Any] = dict(with_)
        self.nodes.append(helper.make_node(kind, read, [made], domain=domain, **attributes))
        return made


def main() -> None:
    """Write the file."""
    graph = _Graph()
    embeddings = [
        graph.weight(f"embeddings.{kind}_embeddings.weight", size, _WIDTH)
        for kind, size in (("word", _WORDS), ("position", _POSITIONS), ("token_type", _TYPES))
    ]
    hidden = "embeddings"
    graph.nodes.append(
        helper.make_node(
            "EmbedLayerNormalization",
            ["input_ids", "token_type_ids", *embeddings, *graph.norm("embeddings")],
            [hidden, "unused"], domain=_OURS, epsilon=_EPSILON,
        )
    )  # fmt: skip
    for layer in range(_LAYERS):
        hidden = _layer(graph, f"encoder.layer.{layer}", hidden)
    hidden = graph.node("Identity", [hidden], "hidden", "")
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    shape: list[str | int | None] = ["texts", "tokens", _WIDTH]
    output = helper.make_tensor_value_info(hidden, TensorProto.FLOAT, shape)
    model = helper.make_model(
        helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, [output], graph.weights),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_OURS, 1)],
        ir_version=10,
    )
    Path(GRAPH).write_bytes(model.SerializeToString())


def _layer(graph: _Graph, name: str, hidden: str) -> str:
    weight = graph.weight(f"{name}.attention.self.weight", _WIDTH, 3 * _WIDTH)
    bias = graph.weight(f"{name}.attention.self.bias", 3 * _WIDTH)
    seen = graph.node(
        "Attention", [hidden, weight, bias, "attention_mask"], f"{name}.attention", num_heads=_HEADS
    )
    hidden = _added(graph, f"{name}.attention.output", seen, hidden, _WIDTH)
    inner = f"{name}.intermediate.dense"
    product = graph.linear(inner, hidden, _WIDTH, _INNER)
    inner = graph.node("BiasGelu", [product, graph.weight(f"{inner}.bias", _INNER)], inner)
    return _added(graph, f"{name}.output", inner, hidden, _INNER)


def _added(graph: _Graph, name: str, read: str, hidden: str, wide: int) -> str:
    """A linear layer whose result is added to `hidden`, then normalised."""
    product = graph.linear(f"{name}.dense", read, wide, _WIDTH)
    bias = graph.weight(f"{name}.dense.bias", _WIDTH)
    return graph.node(
        "SkipLayerNormalization", [product, hidden, *graph.norm(name), bias], name, epsilon=_EPSILON
    )


if __name__ == "__main__":
    main()
