"""Tiny Llama and Qwen2 models of random weights, written as transformers and llama.cpp do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from numpy.typing import NDArray

from demo_kernel.network import gguf_file, llama_folder
from demo_kernel.network.llama_weights import LlamaWeights, matrix_shapes, vector_shapes
from demo_kernel.tokens.json_tokenizer import printable_bytes

CONTEXT = 192
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["h e", "l l", "he ll", "hell o", "Ġ w", "1 2", "Ġ Ġ"]
# It refuses a system message, as the templates of some models do.
TEMPLATE = (
    "{% for message in messages %}"
    "{% if message['role'] == 'system' %}{{ raise_exception('no system here') }}{% endif %}"
    "<|im_start|>{{ message['role'] }}\n{{ message['content'] }}{{ eos_token }}\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tokens() -> list[str]:
    """Return a vocabulary: special tokens, all bytes, and what the merges make."""
    return [*SPECIAL, *printable_bytes(), *(merge.replace(" ", "") for merge in MERGES)]


def random_transformers(kind: str = "llama", **changed: Any) -> Any:
    """Return a transformers network of random weights: 2 layers, 4 heads that share 2."""
    from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(7)
    settings: dict[str, Any] = {
        "vocab_size": 320,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": CONTEXT,
        "rms_norm_eps": 1e-5,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0},
        "tie_word_embeddings": True,
        "initializer_range": 0.2,  # so that the logits differ, and the likeliest stands out
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    config, network = {
        "llama": (LlamaConfig, LlamaForCausalLM),
        "qwen2": (Qwen2Config, Qwen2ForCausalLM),
    }[kind]
    model = network(config(**settings | changed)).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim == 1:  # gains and biases, which begin as 1 and 0
                parameter.add_(torch.randn_like(parameter) * 0.2)
            assert torch.isfinite(parameter).all(), name
    return model


def with_weights(model: Any, weights: LlamaWeights) -> Any:
    """Give a transformers network the weights that were read, as they are dequantised."""
    state = {
        llama_folder.file_name(name): torch.from_numpy(weights.read(name).dequantised())
        for name in matrix_shapes(weights.config)
    }
    state |= {
        llama_folder.file_name(name): torch.from_numpy(vector.copy())
        for name, vector in weights.vectors.items()
    }
    # A network with tied embeddings has no matrix of its own for the output.
    state.setdefault("lm_head.weight", state["model.embed_tokens.weight"])
    model.load_state_dict(state, strict=False)
    return model


def write_gguf(path: Path, model: Any, kind: str, **fields: Any) -> Path:
    """Write a network as a GGUF file with matrices in one format, as llama.cpp's converter does."""
    config, architecture = model.config, model.config.model_type
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("Tiny")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    if getattr(config, "head_dim", None):
        writer.add_key_length(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_tokenizer_model(fields.get("tokenizer", "gpt2"))
    writer.add_tokenizer_pre(fields.get("pre", "smollm"))
    names = tokens()
    names += [f"[filler {n}]" for n in range(config.vocab_size - len(names))]
    writer.add_token_list(names)
    # 3 is a control token, which stands for itself in no text, 1 an ordinary one.
    writer.add_token_types([3 if name in SPECIAL else 1 for name in names])
    writer.add_token_merges(MERGES)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)
    if fields.get("template", True):
        writer.add_chat_template(TEMPLATE)
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    shapes: Mapping[str, Any] = read_config(model)
    for name in shapes:
        value = state[llama_folder.file_name(name)]
        last = name.rpartition(".")[2]
        if architecture == "llama" and last in ("q", "k"):
            heads = config.num_attention_heads if last == "q" else config.num_key_value_heads
            value = permuted(value, heads)
        stored = gguf.GGMLQuantizationType[kind if value.ndim == 2 else "F32"]
        data = gguf.quantize(value, stored)
        writer.add_tensor(gguf_file._file_name(name), data, raw_dtype=stored)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def read_config(model: Any) -> Mapping[str, Any]:
    """Return name → shape of every weight of a transformers network, by our names."""
    config = llama_folder._config(model.config.to_dict(), model.state_dict())
    return matrix_shapes(config) | vector_shapes(config)


def permuted(matrix: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Return rows in llama.cpp's order: the halves of each head interleaved."""
    outputs, columns = matrix.shape
    halves = matrix.reshape(heads, 2, outputs // heads // 2, columns)
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(outputs, columns))


def write_folder(folder: Path, model: Any, *, template: bool = True) -> Path:
    """Write a network with a tokenizer as transformers saves it."""
    import json

    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    model.save_pretrained(folder)
    tokenizer = Tokenizer(
        models.BPE(
            vocab={name: n for n, name in enumerate(tokens())},
            merges=[(left, right) for left, right in (merge.split(" ") for merge in MERGES)],
        )
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    tokenizer.save(str(folder / "tokenizer.json"))
    stated = {"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>"}}
    if template:
        stated["chat_template"] = TEMPLATE
    (folder / "tokenizer_config.json").write_text(json.dumps(stated))
    return folder


def transformers_logits(model: Any, ids: list[int]) -> NDArray[np.float32]:
    """Return the logits (T, V) after each token."""
    with torch.inference_mode():
        return model(torch.tensor([ids])).logits[0].numpy()


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the softmax of logits (…, V)."""
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
