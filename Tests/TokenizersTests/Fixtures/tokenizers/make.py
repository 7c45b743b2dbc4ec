"""Makes the tokenizers in this folder, as `tokenizer.json` and as GGUF files, and the ids and decoded texts that
`tokenizers` gives for texts.json: byte-level BPE as Qwen and SmolLM have it; BPE over characters with byte fallback, as
LLaMA-2 (legacy and not) and Gemma have it, with vocabularies trained by `sentencepiece`, whose own ids are the same."""
import io
import json
import pathlib

import gguf
import sentencepiece as spm
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

here = pathlib.Path(__file__).parent
gpt2 = here / "../tokenizer-gpt2"
texts = [c["text"] for c in json.loads((gpt2 / "encodings.json").read_text())][::2]
edges = [c["text"] for c in json.loads((gpt2 / "edges.json").read_text())["encode"]]
more = ["e\u0301 \u212b \uf900 caf\u00e9 cafe\u0301", "<s>a</s> <s> b", "def f(x):\n    return x+1\n\n\nprint('ok')  # 12345", " a", "\u2581a \u2581", "x<0x0A>y", "<|im_start|>user\nHi<|im_end|>", "", " ", "   three", "tail  ", "\u0301 starts with a mark", " \u0301", "\u1112\u1161\u11ab \ud55c"]
samples = texts[::4] + edges + more
(here / "texts.json").write_text(json.dumps(samples, ensure_ascii=False, indent=0))

def write(name, tokenizer):
    tokenizer = Tokenizer.from_str(tokenizer.to_str())
    ids = [tokenizer.encode(text).ids for text in samples]
    back = [[5, 6, 7], [3 + 0xE2, 3 + 0x82, 3 + 0xAC], [3 + 0xE2, 3 + 0x82, 300], [1, 300, 2, 301], [3 + 0xFF], [259, 300, 259], [300, 259, 259]]
    cases = {"ids": ids, "decoded": [tokenizer.decode(i) for i in ids], "back": back, "kept": [tokenizer.decode(i, skip_special_tokens=False) for i in back], "skipped": [tokenizer.decode(i) for i in back]}
    folder = here / name
    folder.mkdir(exist_ok=True)
    document = json.loads(tokenizer.to_str())
    (folder / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    (folder / "cases.json").write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")))
    return ids, document

def as_gguf(name, model, architecture, tokens, types, **fields):
    writer = gguf.GGUFWriter(here / name / "tokenizer.gguf", architecture)
    writer.add_tokenizer_model(model)
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    for key, value in fields.items():
        getattr(writer, "add_" + key)(value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

def byte_level(name, pre, normalizer, special):
    t = Tokenizer(models.BPE())
    t.normalizer = normalizer
    t.pre_tokenizer = pre
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=600, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    _, document = write(name, t)
    vocab = document["model"]["vocab"]
    tokens = sorted(vocab, key=vocab.get)
    as_gguf(name, "gpt2", "qwen2", tokens, [3 if x in special else 1 for x in tokens], tokenizer_pre={"qwen": "qwen2"}.get(name, name),
        token_merges=[" ".join(m) for m in document["model"]["merges"]], bos_token_id=0, eos_token_id=0, add_bos_token=False)

qwen = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
byte_level("qwen", pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(qwen), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]), normalizers.NFC(), ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
byte_level("smollm", pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]), None, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])

# SentencePiece
def train(**options):
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(sentence_iterator=iter(texts * 3), model_writer=model, vocab_size=700, model_type="bpe", byte_fallback=True,
        character_coverage=0.99, normalization_rule_name="identity", remove_extra_whitespaces=False, minloglevel=2, **options)
    return spm.SentencePieceProcessor(model_proto=model.getvalue())

def merges(sp, vocab):
    scored = []
    for i in range(sp.get_piece_size()):
        piece = sp.id_to_piece(i)
        if sp.is_byte(i) or sp.is_control(i) or sp.is_unknown(i): continue
        for cut in range(1, len(piece)):
            l, r = piece[:cut], piece[cut:]
            if l in vocab and r in vocab: scored.append((-sp.get_score(i), -len(l), -len(r), l, r))
    return [(l, r) for *_, l, r in sorted(scored, key=lambda x: x[:3])]

def characters(name, sp, normalizer, pre, decoder, bos, added):
    vocab = {sp.id_to_piece(i): i for i in range(sp.get_piece_size())}
    t = Tokenizer(models.BPE(vocab, merges(sp, vocab), unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if normalizer: t.normalizer = normalizer
    if pre: t.pre_tokenizer = pre
    t.decoder = decoder
    t.post_processor = processors.TemplateProcessing(single=f"{bos} $A", pair=f"{bos} $A {bos}:1 $B:1", special_tokens=[(bos, vocab[bos])])
    for token in added:
        structure = sp.is_control(vocab[token]) or sp.is_unknown(vocab[token])
        (t.add_special_tokens if structure else t.add_tokens)([AddedToken(token, normalized=False, special=structure)])
    ids, _ = write(name, t)
    own = [sp.encode(text) for text in samples]
    assert all(a[1:] == b for a, b, text in zip(ids, own, samples) if "<" not in text) or name == "metaspace", name
    size = range(sp.get_piece_size())
    user = [x for x in added if not (sp.is_control(vocab[x]) or sp.is_unknown(vocab[x]))]
    types = [6 if sp.is_byte(i) else 2 if sp.is_unknown(i) else 3 if sp.is_control(i) else 4 if sp.id_to_piece(i) in user else 1 for i in size]
    as_gguf(name, "llama", "llama", [sp.id_to_piece(i) for i in size], types, token_scores=[sp.get_score(i) for i in size],
        bos_token_id=sp.bos_id(), eos_token_id=sp.eos_id(), unk_token_id=sp.unk_id(), add_space_prefix=name != "gemma")

R, P, N = normalizers.Replace(" ", "\u2581"), normalizers.Prepend("\u2581"), normalizers.Sequence
back = [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()]
llama = train(split_digits=True)
names = ["<unk>", "<s>", "</s>"]
characters("llama2", llama, N([P, R]), None, decoders.Sequence(back + [decoders.Strip(" ", 1, 0)]), "<s>", names)
characters("metaspace", llama, None, pre_tokenizers.Metaspace("\u2581", "first", False), decoders.Sequence(back + [decoders.Strip(" ", 1, 0)]), "<s>", names)
gemma = train(split_digits=True, add_dummy_prefix=False, bos_id=2, eos_id=1, unk_id=3, pad_id=0, bos_piece="<bos>", eos_piece="<eos>", pad_piece="<pad>", user_defined_symbols=["\u2581\u2581", "\n", "\n\n", "<start_of_turn>"], split_by_whitespace=True)
characters("gemma", gemma, R, pre_tokenizers.Split(" ", "merged_with_previous"), decoders.Sequence(back), "<bos>", ["<pad>", "<eos>", "<bos>", "<unk>", "\n", "\n\n", "<start_of_turn>"])

