"""Turns the weights of SmolLM2-135M, a GGUF file, into an ONNX graph of 8-bit matrices and a tokenizer.

Used at installation only. The file is read as numbers and strings: nothing in it is run.

The graph reads one row of pieces at a time, and gives what it remembers of them, so that the next row can go on from
there (see `mtdetect.lm.large.model`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.model import HIDDEN_LAYERS
from mtdetect.types import ModelError

Floats = NDArray[np.float32]

POSITIONS = 4096
"""Positions that the graph knows."""

_OPSET, _IR_VERSION = 23, 11
"""Operators of ONNX 1.18 (2025): the first with RMSNormalization, RotaryEmbedding and Attention."""

_GPT2_ARCHITECTURE = {"general.architecture": "llama", "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "smollm"}


class Weights:
    """The matrices and settings of a GGUF file.

    Raises:
        ModelError: the file is not a GGUF file, or holds a model of another form.
    """

    def __init__(self, path: Path) -> None:
        import gguf

        try:
            self._file = gguf.GGUFReader(path)
            self._tensors = {tensor.name: tensor for tensor in self._file.tensors}
        except (ValueError, IndexError, KeyError, OSError) as error:
            raise ModelError(f"{path}: not a GGUF file: {error}") from error
        self._dequantize = gguf.dequantize
        for name, expected in _GPT2_ARCHITECTURE.items():
            if self.setting(name) != expected:
                raise ModelError(f"{path}: {name} is {self.setting(name)!r}, not {expected!r}: not SmolLM2")

    def setting(self, name: str) -> Any:
        field = self._file.fields.get(name)
        return field.contents() if field else None

    def matrix(self, name: str) -> Floats:
        tensor = self._tensors.get(f"{name}.weight")
        if tensor is None:
            raise ModelError(f"no weights named {name} in the GGUF file: not SmolLM2")
        matrix: Floats = self._dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        return matrix


def write_tokenizer(weights: Weights, path: Path) -> None:
    """Writes the byte-pair tokenizer, in the format of the library `tokenizers`."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {piece: number for number, piece in enumerate(weights.setting("tokenizer.ggml.tokens"))}
    merges = [tuple(merge.split(" ")) for merge in weights.setting("tokenizer.ggml.merges")]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    path.write_text(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False), encoding="utf-8")


class _Graph:
    """An ONNX graph that is written operator by operator. Every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._rounded: dict[str, tuple[str, str]] = {}

    def constant(self, values: Any) -> str:
        from onnx import numpy_helper

        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def op(self, kind: str, *inputs: str, also: Sequence[str] = (), name: str | None = None, **settings: Any) -> str:
        """Adds an operator. `also`: names of its further outputs."""
        from onnx import helper

        name = name or f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name, *also], **settings))
        return name

    def rounded(self, rows: str) -> tuple[str, str]:
        """Rows in 8 bits, and the scale of each row: the values of some pieces are 100 times those of others."""
        if rows not in self._rounded:
            axis = self.constant(np.array([1]))
            scale = self.op(
                "Mul", self.op("ReduceMax", self.op("Abs", rows), axis, keepdims=1), self.constant(np.float32(1 / 127))
            )
            flat = self.op("Squeeze", scale, axis)
            zeros = self.op("Expand", self.constant(np.uint8(128)), self.op("Shape", flat))
            self._rounded[rows] = self.op("QuantizeLinear", rows, flat, zeros, axis=0), scale
        return self._rounded[rows]

    def product(self, rows: str, matrix: str, scales: str) -> str:
        """Rows times a matrix of 8-bit columns, each with its scale."""
        from onnx import TensorProto

        whole, scale = self.rounded(rows)
        sums = self.op("MatMulInteger", whole, matrix, self.constant(np.uint8(128)))
        return self.op("Mul", self.op("Mul", self.op("Cast", sums, to=TensorProto.FLOAT), scale), scales)

    def times(self, rows: str, matrix: Floats) -> str:
        """Rows times the transpose of a matrix, in 8 bits."""
        columns, scales = in_8_bits(matrix)
        return self.product(rows, self.constant(columns), self.constant(scales))


def in_8_bits(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """The transpose of a matrix in 8 bits, and the scale of each of its columns."""
    scales = np.maximum(np.abs(matrix).max(1), 1e-12) / 127
    return np.rint(matrix / scales[:, None]).astype(np.int8).T, scales.astype(np.float32)


def write_graph(weights: Weights, path: Path) -> None:
    """Writes the ONNX graph.

    Inputs, for T pieces after P that were read before: `ids`, `positions` (T), `mask` (T x P + T; 0 for what a piece
    may see, else a large negative number), `past` (what `present` was for the P pieces), and `next` (T): the piece that
    follows each.

    Outputs: `surprisal` of each next piece in nats (T), `best_surprisal` (T): that of the likeliest piece there,
    `hidden` (T x 3 width): the outputs of HIDDEN_LAYERS side by side, and `present` (2 x layers x heads x P + T x width
    of a head).
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph()
    op, constant = graph.op, graph.constant
    layers, heads, key_heads, epsilon, base = (
        weights.setting(f"llama.{name}")
        for name in (
            "block_count",
            "attention.head_count",
            "attention.head_count_kv",
            "attention.layer_norm_rms_epsilon",
            "rope.freq_base",
        )
    )
    embeddings = weights.matrix("token_embd")
    head = embeddings.shape[1] // heads
    first = constant(np.array([0]))

    pieces, piece_scales = map(constant, in_8_bits(embeddings))
    taken = op("Cast", op("Transpose", op("Gather", pieces, "ids", axis=1), perm=[1, 0]), to=TensorProto.FLOAT)
    rows = op("Mul", taken, op("Unsqueeze", op("Gather", piece_scales, "ids"), constant(np.array([1]))))

    angles = np.arange(POSITIONS)[:, None] / base ** (np.arange(0, head, 2) / head)
    turns = [constant(np.cos(angles).astype(np.float32)), constant(np.sin(angles).astype(np.float32))]
    where = op("Unsqueeze", "positions", first)

    def normed(rows: str, name: str) -> str:
        return op("RMSNormalization", rows, constant(weights.matrix(name)), axis=-1, epsilon=epsilon)

    def turned(rows: str, number: int) -> str:
        values = op("Unsqueeze", rows, first)
        return op("RotaryEmbedding", values, *turns, where, interleaved=1, num_heads=number)

    present, hidden = [], []
    for layer in range(layers):

        def of_layer(name: str, layer: int = layer) -> str:
            return f"blk.{layer}.{name}"

        def times(rows: str, name: str, layer: int = layer) -> str:
            return graph.times(rows, weights.matrix(f"blk.{layer}.{name}"))

        own = normed(rows, of_layer("attn_norm"))
        before = [
            op("Gather", op("Gather", "past", constant(np.int64(i))), constant(np.array([layer]))) for i in (0, 1)
        ]
        now = [f"present{layer}.{i}" for i in (0, 1)]
        seen = op(
            "Attention",
            turned(times(own, "attn_q"), heads),
            turned(times(own, "attn_k"), key_heads),
            op("Unsqueeze", times(own, "attn_v"), first),
            "mask",
            *before,
            also=now,
            q_num_heads=heads,
            kv_num_heads=key_heads,
        )
        present.append(now)
        rows = op("Add", rows, times(op("Squeeze", seen, first), "attn_output"))
        own = normed(rows, of_layer("ffn_norm"))
        gate = times(own, "ffn_gate")
        gate = op("Mul", gate, op("Sigmoid", gate))
        rows = op("Add", rows, times(op("Mul", gate, times(own, "ffn_up")), "ffn_down"))
        if layer + 1 in HIDDEN_LAYERS:
            hidden.append(rows)

    kept = [op("Concat", *(names[i] for names in present), axis=0) for i in (0, 1)]
    op("Concat", *(op("Unsqueeze", each, first) for each in kept), axis=0, name="present")

    op("Concat", *hidden, axis=1, name="hidden")
    logits = graph.product(normed(rows, "output_norm"), pieces, piece_scales)
    axis = constant(np.array([1]))
    total = op("ReduceLogSumExp", logits, axis, keepdims=0)
    of_next = op("GatherElements", logits, op("Unsqueeze", "next", axis), axis=1)
    op("Sub", total, op("Squeeze", of_next, axis), name="surprisal")
    op("Sub", total, op("ReduceMax", logits, axis, keepdims=0), name="best_surprisal")

    def value(name: str, kind: Any, *shape: Any) -> Any:
        return helper.make_tensor_value_info(name, kind, list(shape))

    whole, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        value("ids", whole, "T"),
        value("positions", whole, "T"),
        value("mask", real, "T", "S"),
        value("past", real, 2, layers, key_heads, "P", head),
        value("next", whole, "T"),
    ]
    outputs = [
        value("surprisal", real, "T"),
        value("best_surprisal", real, "T"),
        value("hidden", real, "T", len(HIDDEN_LAYERS) * embeddings.shape[1]),
        value("present", real, 2, layers, key_heads, "S", head),
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "SmolLM2-135M", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
    )
    onnx.save(model, path)
