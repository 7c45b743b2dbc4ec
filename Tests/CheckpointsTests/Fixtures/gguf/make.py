"""Makes the GGUF files in this folder with the Python package `gguf`, and beside each what `transformers` has in their
place: the numbers of blocks of every quantised type, and a tiny random model of every architecture, stored as llama.cpp's
convert_hf_to_gguf.py stores it."""
import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Q
from gguf.quants import dequantize, quantize
from safetensors.numpy import save_file

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)


def quants():
    writer = gguf.GGUFWriter(here / "quants.gguf", "llama")
    expected = {}
    for kind in [Q.Q4_0, Q.Q4_1, Q.Q5_0, Q.Q5_1, Q.Q8_0, Q.Q4_K, Q.Q5_K, Q.Q6_K]:
        length, size = gguf.GGML_QUANT_SIZES[kind]
        raw = rng.integers(0, 256, (3, 512 // length, size), dtype=np.uint8)
        # Every bit is random but those of the half-precision scales, which are to be finite: one is subnormal, one zero.
        offsets = {Q.Q6_K: [208]}.get(kind, [0, 2] if kind in (Q.Q4_1, Q.Q5_1, Q.Q4_K, Q.Q5_K) else [0])
        for offset in offsets:
            scales = rng.normal(0, 0.02, raw.shape[:2]).astype(np.float16)
            scales[0, 0], scales[1, 0] = 3e-7, 0
            raw[:, :, offset : offset + 2] = scales[:, :, None].view(np.uint8)
        raw = raw.reshape(3, -1)
        writer.add_tensor(kind.name, raw, raw_dtype=kind)
        expected[kind.name] = dequantize(raw, kind)
    plain = rng.normal(size=(2, 3)).astype(np.float32)
    writer.add_tensor("F32", plain)
    writer.add_tensor("F16", plain.astype(np.float16))
    bf16 = quantize(plain, Q.BF16)
    writer.add_tensor("BF16", bf16, raw_dtype=Q.BF16)
    expected |= {"F32": plain, "F16": plain.astype(np.float16).astype(np.float32), "BF16": dequantize(bf16, Q.BF16)}
    finish(writer)
    save_file({name: np.ascontiguousarray(x) for name, x in expected.items()}, here / "quants.safetensors")


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


class Model:
    """A model that is written as a GGUF file and as `transformers` has it."""

    def __init__(self, architecture):
        self.name = architecture
        self.writer = gguf.GGUFWriter(here / f"{architecture}.gguf", architecture)
        self.expected = {}

    def add(self, stored, name, shape, change=lambda x: x, back=lambda x: x, kind=None):
        values = change(rng.normal(size=shape).astype(np.float32))
        if kind:
            raw = quantize(values, kind)
            self.writer.add_tensor(stored, raw, raw_dtype=kind)
            values = dequantize(raw, kind)
        else:
            self.writer.add_tensor(stored, np.ascontiguousarray(values))
        self.expected[name] = np.ascontiguousarray(back(values))

    def finish(self):
        finish(self.writer)
        save_file(self.expected, here / f"{self.name}.safetensors")


D, HEADS, KEY_HEADS, WIDTH, M, VOCAB, BLOCKS, CONTEXT = 32, 4, 2, 8, 32, 10, 1, 16


def facts(writer, heads, key_heads):
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(D)
    writer.add_block_count(BLOCKS)
    writer.add_feed_forward_length(M)
    writer.add_head_count(heads)
    if key_heads:
        writer.add_head_count_kv(key_heads)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)


def gpt2():
    model = Model("gpt2")
    facts(model.writer, HEADS, None)
    model.writer.add_layer_norm_eps(1e-5)
    model.writer.add_tokenizer_model("gpt2")
    model.writer.add_tokenizer_pre("gpt-2")
    model.writer.add_token_list(["c", "<|a|>", "<|endoftext|>", "a", "b", "ab", "\u0120", "\u0120ab", "d", "e"])
    model.writer.add_token_types([1, 3, 3] + 7 * [1])
    model.writer.add_token_merges(["a b", "\u0120 ab"])
    transposed = dict(change=lambda x: x.T, back=lambda x: x.T)
    model.add("token_embd.weight", "transformer.wte.weight", (VOCAB, D))
    model.add("position_embd.weight", "transformer.wpe.weight", (CONTEXT, D))
    for kind in ["weight", "bias"]:
        model.add(f"output_norm.{kind}", f"transformer.ln_f.{kind}", (D,))
    for n in range(BLOCKS):
        for stored, name in [("attn_norm", "ln_1"), ("ffn_norm", "ln_2")]:
            for kind in ["weight", "bias"]:
                model.add(f"blk.{n}.{stored}.{kind}", f"transformer.h.{n}.{name}.{kind}", (D,))
        for stored, name, i, o, q in [("attn_qkv", "attn.c_attn", D, 3 * D, None), ("attn_output", "attn.c_proj", D, D, None), ("ffn_up", "mlp.c_fc", D, M, Q.Q8_0), ("ffn_down", "mlp.c_proj", M, D, Q.Q5_0)]:
            model.add(f"blk.{n}.{stored}.weight", f"transformer.h.{n}.{name}.weight", (i, o), kind=q, **transposed)
            model.add(f"blk.{n}.{stored}.bias", f"transformer.h.{n}.{name}.bias", (o,))
    model.finish()


def gptj():
    model = Model("gptj")
    facts(model.writer, HEADS, None)
    model.writer.add_layer_norm_eps(1e-5)
    model.writer.add_rope_dimension_count(4)
    model.add("token_embd.weight", "transformer.wte.weight", (VOCAB, D))
    for kind in ["weight", "bias"]:
        model.add(f"output_norm.{kind}", f"transformer.ln_f.{kind}", (D,))
    model.add("output.weight", "lm_head.weight", (VOCAB, D))
    model.add("output.bias", "lm_head.bias", (VOCAB,))
    for n in range(BLOCKS):
        for kind in ["weight", "bias"]:
            model.add(f"blk.{n}.attn_norm.{kind}", f"transformer.h.{n}.ln_1.{kind}", (D,))
        for stored, name in [("attn_q", "q_proj"), ("attn_k", "k_proj"), ("attn_v", "v_proj"), ("attn_output", "out_proj")]:
            model.add(f"blk.{n}.{stored}.weight", f"transformer.h.{n}.attn.{name}.weight", (D, D))
        for stored, name, i, o in [("ffn_up", "fc_in", D, M), ("ffn_down", "fc_out", M, D)]:
            model.add(f"blk.{n}.{stored}.weight", f"transformer.h.{n}.mlp.{name}.weight", (o, i))
            model.add(f"blk.{n}.{stored}.bias", f"transformer.h.{n}.mlp.{name}.bias", (o,))
    model.finish()


def permuted(heads):
    """As LlamaModel.permute in convert_hf_to_gguf.py."""
    return lambda x: x.reshape(heads, 2, x.shape[0] // heads // 2, *x.shape[1:]).swapaxes(1, 2).reshape(x.shape)


def separated(heads):
    """The inverse."""
    return lambda x: x.reshape(heads, x.shape[0] // heads // 2, 2, *x.shape[1:]).swapaxes(1, 2).reshape(x.shape)


def meta(architecture, tied, biased=False, head_norms=False, gemma=False, width=WIDTH):
    model = Model(architecture)
    facts(model.writer, HEADS, KEY_HEADS)
    model.writer.add_layer_norm_rms_eps(1e-6)
    model.writer.add_rope_freq_base(500000.0)
    if width != D // HEADS:
        model.writer.add_key_length(width)
        model.writer.add_value_length(width)
    if gemma:
        model.writer.add_sliding_window(512)
    norm = dict(change=lambda x: x + 1, back=lambda x: x - 1) if gemma else {}
    llama = architecture == "llama"
    model.add("token_embd.weight", "model.embed_tokens.weight", (VOCAB, D))
    model.add("output_norm.weight", "model.norm.weight", (D,), **norm)
    if not tied:
        model.add("output.weight", "lm_head.weight", (VOCAB, D))
    if llama:  # as for LLaMA-3.2
        base, factor, low, high, context, half = 500000.0, 32.0, 1.0, 4.0, 8192.0, width // 2
        waves = 2 * np.pi * base ** (np.arange(half) / half)
        share = (context / waves - low) / (high - low)
        divisors = np.where(waves < context / high, 1, np.where(waves > context / low, factor, 1 / ((1 - share) / factor + share)))
        model.writer.add_tensor("rope_freqs.weight", divisors.astype(np.float32))
    for n in range(BLOCKS):
        block = f"model.layers.{n}."
        norms = [("attn_norm", "input_layernorm", D)]
        norms += [("post_attention_norm", "post_attention_layernorm", D), ("ffn_norm", "pre_feedforward_layernorm", D), ("post_ffw_norm", "post_feedforward_layernorm", D)] if gemma else [("ffn_norm", "post_attention_layernorm", D)]
        norms += [("attn_q_norm", "self_attn.q_norm", width), ("attn_k_norm", "self_attn.k_norm", width)] if head_norms else []
        for stored, name, size in norms:
            model.add(f"blk.{n}.{stored}.weight", f"{block}{name}.weight", (size,), **norm)
        for stored, name, heads in [("attn_q", "q_proj", HEADS), ("attn_k", "k_proj", KEY_HEADS), ("attn_v", "v_proj", KEY_HEADS)]:
            change = dict(change=permuted(heads), back=separated(heads)) if llama and name != "v_proj" else {}
            model.add(f"blk.{n}.{stored}.weight", f"{block}self_attn.{name}.weight", (heads * width, D), kind=Q.Q8_0 if name == "q_proj" else None, **change)
            if biased:
                model.add(f"blk.{n}.{stored}.bias", f"{block}self_attn.{name}.bias", (heads * width,), **change)
        model.add(f"blk.{n}.attn_output.weight", f"{block}self_attn.o_proj.weight", (D, HEADS * width))
        for stored, name, i, o in [("ffn_gate", "gate_proj", D, M), ("ffn_up", "up_proj", D, M), ("ffn_down", "down_proj", M, D)]:
            model.add(f"blk.{n}.{stored}.weight", f"{block}mlp.{name}.weight", (o, i), kind=Q.Q4_1 if stored == "ffn_down" else None)
    model.finish()


quants()
gpt2()
gptj()
meta("llama", tied=False)
meta("qwen2", tied=True, biased=True)
meta("qwen3", tied=True, head_norms=True, width=16)
meta("gemma3", tied=True, head_norms=True, gemma=True, width=16)
