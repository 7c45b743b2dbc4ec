"""Makes forms.json: tokenizers in the forms that files have, each as changes of one in ../tokenizers with the files beside
it, and the ids that `transformers` gives for some texts. Run it in an environment with version 4 and then in one with
version 5: ids of the second are written beside those of the first where they differ, and `null` where a version fails."""
import json
import os
import pathlib
import shutil
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
import tokenizers
import transformers

here = pathlib.Path(__file__).parent
bases = {name: json.loads((here / f"../tokenizers/{name}/tokenizer.json").read_text()) for name in ["qwen", "llama2", "gemma"]}
texts = ["Rome", " Rome", "France is a season in 1969, (hello)", "a\n\nb  c   d\n", "e\u0301 \u00e9 \u212b \ufb01x \u00bd", "it's I'LL <|im_start|>user <|im_end|>. x", "a <s> b</s>c <s>", "\u65e5\u672c\u8a9e\u3067\u3059\u3002 12345 \u0664\u0665", "x_<|im_end|>y <|IM_END|> - <|im_end|>!", "  ", "", "\u03a9 \u1f1b \U0001f600 na\u00efve\u200b", "func(a,b)\r\n\treturn \"x\";", "ABC Abc aBC \u0130", "x<|endoftext|>y<unk><pad> <mask>"]

def byte_level(space=False, regex=True): return {"type": "ByteLevel", "add_prefix_space": space, "trim_offsets": True, "use_regex": regex}
def split(pattern, behavior="Isolated", invert=False, kind="Regex"): return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}
def sequence(*stages): return {"type": "Sequence", "pretokenizers": list(stages)}
def normalizers(*stages): return {"type": "Sequence", "normalizers": list(stages)} if len(stages) > 1 else stages[0]
def template(before, after, ids): return {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": x, "type_id": 0}} for x in before] + [{"Sequence": {"id": "A", "type_id": 0}}] + [{"SpecialToken": {"id": x, "type_id": 0}} for x in after], "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": {x: {"id": x, "ids": [ids[x]], "tokens": [x]} for x in before + after}}
def added(id, content, **flags): return {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True, **flags}
def decoder(*tokens): return {str(t["id"]): {k: v for k, v in t.items() if k != "id"} for t in tokens}

llama3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
gpt4o = "|".join([r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?", r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?", r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
cl100k = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
deepseek = sequence(split("[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split("[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"), {"type": "Digits", "individual_digits": True}, byte_level(regex=False))
general = {"tokenizer_class": "PreTrainedTokenizerFast"}
ends = {"bos_token": "<|endoftext|>", "eos_token": "<|im_end|>"}
eot, start, end = (added(i, x) for i, x in enumerate(["<|endoftext|>", "<|im_start|>", "<|im_end|>"]))
gpt2 = {"normalizer": None, "pre_tokenizer": byte_level()}

forms = []
def form(name, base="qwen", changes={}, model={}, settings=None, files={}, config=None, only=None, drop=[]):
    forms.append(dict(name=name, base=base, changes=changes, model=model, settings=settings, files=files, config=config, only=only, drop=drop))

for cls in ["GPT2Tokenizer", "GPT2TokenizerFast", "CodeGenTokenizer"]:
    form(cls, changes=gpt2, settings={"tokenizer_class": cls, **ends})
    form(f"{cls} with a space", changes=gpt2, settings={"tokenizer_class": cls, "add_prefix_space": True, **ends})
form("GPT2Tokenizer, BOS and EOS asked for", changes=gpt2, settings={"tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, "add_eos_token": True, **ends})
form("GPT2Tokenizer, a space in tokenizer.json", changes={**gpt2, "pre_tokenizer": byte_level(True)}, settings={"tokenizer_class": "GPT2Tokenizer", **ends})
form("GPT-2 without a class", changes=gpt2, settings={"add_prefix_space": True, "add_bos_token": True, **ends}, config={"model_type": "gpt2"})
form("Qwen2Tokenizer, BOS asked for", settings={"tokenizer_class": "Qwen2Tokenizer", "add_bos_token": True, **ends})
form("general, a space in both", changes={**gpt2, "pre_tokenizer": byte_level(True)}, settings={"add_prefix_space": True, **general, **ends})
form("general, BOS asked for", changes=gpt2, settings={**general, **ends, "add_bos_token": True})
form("TokenizersBackend, BOS and EOS in the template", changes={**gpt2, "post_processor": template(["<|endoftext|>"], ["<|im_end|>"], {"<|endoftext|>": 0, "<|im_end|>": 2})}, settings={"tokenizer_class": "TokenizersBackend", **ends, "add_bos_token": False})
form("Roberta's template", changes={**gpt2, "post_processor": {"type": "RobertaProcessing", "sep": ["<|im_end|>", 2], "cls": ["<|endoftext|>", 0], "trim_offsets": True, "add_prefix_space": False}}, settings={**general, **ends})
form("LlamaTokenizer over bytes, no BOS asked for", changes={**gpt2, "post_processor": template(["<|endoftext|>"], [], {"<|endoftext|>": 0})}, settings={"tokenizer_class": "LlamaTokenizerFast", **ends, "add_bos_token": False})
form("LlamaTokenizer over bytes, BOS asked for", changes=gpt2, settings={"tokenizer_class": "LlamaTokenizerFast", **ends, "add_bos_token": True})

for name, cut in {"LLaMA-3's": sequence(split(llama3), byte_level(regex=False)), "GPT-4o's": sequence(split(gpt4o), byte_level(regex=False)), "cl100k": sequence(split(cl100k), byte_level(regex=False)), "DeepSeek's": deepseek,
        "digits in a row": sequence({"type": "Digits", "individual_digits": False}, byte_level()), "no cut": byte_level(regex=False), "removed, inverted": sequence(split(llama3, "Removed", True), byte_level(regex=False)),
        "at a text, merged with previous": sequence(split(" ", "MergedWithPrevious", kind="String"), byte_level(regex=False)), "merged with next": sequence(split(r"\s+", "MergedWithNext"), byte_level(regex=False)),
        "contiguous": sequence(split(r"[aeiou ]", "Contiguous"), byte_level(regex=False)), "inverted": sequence(split(r"\w+", "Isolated", True), byte_level(regex=False)), "previous, inverted": sequence(split(r"\p{L}+", "MergedWithPrevious", True), byte_level(regex=False)),
        "Viking's": sequence(split(" ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+"), {"type": "Digits", "individual_digits": True}, byte_level(regex=False))}.items():
    form(f"cut: {name}", changes={"normalizer": None, "pre_tokenizer": cut}, settings=general)
form("whole words", changes={"normalizer": None, "pre_tokenizer": sequence(split(llama3), byte_level(regex=False))}, model={"ignore_merges": True}, settings=general)
for kind in ["NFC", "NFD", "NFKC", "NFKD", "Lowercase"]: form(f"normalizer {kind}", changes={**gpt2, "normalizer": {"type": kind}}, settings=general)
form("normalizers", changes={**gpt2, "normalizer": normalizers({"type": "Strip", "strip_left": True, "strip_right": False}, {"type": "Replace", "pattern": {"String": "a"}, "content": "bb"}, {"type": "Prepend", "prepend": "The "}, {"type": "NFKC"})}, settings=general)
form("normalizer Strip", changes={**gpt2, "normalizer": {"type": "Strip", "strip_left": False, "strip_right": True}}, settings=general)

form("added tokens take space", changes={**gpt2, "added_tokens": [eot, {**start, "lstrip": True}, {**end, "lstrip": True, "rstrip": True}]}, settings=general)
form("added tokens are words", changes={**gpt2, "added_tokens": [eot, start, {**end, "single_word": True, "rstrip": True}]}, settings=general)
form("added tokens are normalised", changes={**gpt2, "normalizer": {"type": "Lowercase"}, "added_tokens": [eot, start, {**end, "normalized": True}]}, settings=general)
form("settings say more of added tokens", changes={**gpt2, "added_tokens": [eot, start, end]}, settings={**general, "added_tokens_decoder": decoder(eot, start, {**end, "lstrip": True})})
form("settings name a token of the vocabulary", changes={**gpt2, "added_tokens": [eot]}, settings={**general, "bos_token": "<|endoftext|>", "additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
form("special tokens are text", changes=gpt2, settings={**general, "split_special_tokens": True})
form("merges as lines", changes=gpt2, model={"merges": [" ".join(m) for m in bases["qwen"]["model"]["merges"]]}, settings=general)
few = {k: v for k, v in bases["qwen"]["model"]["vocab"].items() if k not in ("\u00ce", "\u00a9", "\u00e6")}
kept = [m for m in bases["qwen"]["model"]["merges"] if all(x in few for x in m + ["".join(m)])]
form("bytes without a token", changes=gpt2, model={"vocab": few, "merges": kept, "unk_token": "<|endoftext|>"}, settings=general)
form("bytes without a token vanish", changes=gpt2, model={"vocab": few, "merges": kept}, settings=general)

vocabulary = bases["qwen"]["model"]["vocab"]
lists = {"vocab.json": json.dumps(vocabulary, ensure_ascii=False), "merges.txt": "#version: 0.2\n" + "".join(" ".join(m) + "\n" for m in bases["qwen"]["model"]["merges"])}
alone = dict(files=lists, drop=["tokenizer.json"])
for cls in ["GPT2Tokenizer", "GPT2TokenizerFast", "CodeGenTokenizer", "Qwen2Tokenizer", "Qwen2TokenizerFast"]:
    form(f"{cls}, vocabulary and merges", settings={"tokenizer_class": cls, **ends, "additional_special_tokens": ["<|im_start|>"]}, config={"model_type": "qwen2" if "Qwen" in cls else "gpt2"}, **alone)
form("GPT2Tokenizer, vocabulary and merges, a space", settings={"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": True, **ends}, config={"model_type": "gpt2"}, **alone)
form("GPT2Tokenizer, vocabulary and merges, BOS", settings={"tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, **ends}, config={"model_type": "gpt2"}, **alone)
form("no class, vocabulary and merges, Qwen", settings={"added_tokens_decoder": decoder(eot, start, {**end, "lstrip": True})}, config={"model_type": "qwen2"}, **alone)
form("no settings, vocabulary and merges", config={"model_type": "gpt2"}, **alone)
older = {"added_tokens.json": json.dumps({"<|im_start|>": 1, "<|im_end|>": 2}), "special_tokens_map.json": json.dumps({"eos_token": {"content": "<|im_end|>", "lstrip": False, "normalized": False, "rstrip": False, "single_word": False}, "additional_special_tokens": ["<|im_start|>"]})}
form("Qwen2Tokenizer, older files", settings={"tokenizer_class": "Qwen2Tokenizer"}, config={"model_type": "qwen2"}, files={**lists, **older}, drop=["tokenizer.json"])

form("tokenizer.json beside older files", changes={**gpt2, "added_tokens": [eot, start, {**end, "lstrip": True}]}, settings={"tokenizer_class": "GPT2Tokenizer"}, config={"model_type": "gptj"}, files=older)
form("tokenizer.json lacks a token of older files", changes={**gpt2, "added_tokens": [eot, start]}, settings={"tokenizer_class": "GPT2Tokenizer"}, config={"model_type": "gptj"}, files=older)

s = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
space = {"normalizer": None, "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False}}
llama = {"tokenizer_class": "LlamaTokenizer", **s}
form("LLaMA-2", base="llama2", settings={**general, **s})
form("LlamaTokenizer, no BOS, EOS", base="llama2", changes=space, settings={**llama, "add_bos_token": False, "add_eos_token": True, "legacy": False})
for scheme in ["first", "always", "never"]:
    form(f"Metaspace {scheme}", base="llama2", changes={**space, "pre_tokenizer": {**space["pre_tokenizer"], "prepend_scheme": scheme}}, settings={**general, **s})
    form(f"Metaspace {scheme}, cut", base="llama2", changes={**space, "pre_tokenizer": {**space["pre_tokenizer"], "prepend_scheme": scheme, "split": True}}, settings={**general, **s})
form("LlamaTokenizer, no space", base="llama2", settings={**llama, "add_prefix_space": False, "legacy": False})
form("LlamaTokenizer, no space, Metaspace", base="llama2", changes=space, settings={**llama, "add_prefix_space": False, "legacy": False})
form("LlamaTokenizer, a space", base="llama2", changes={**space, "pre_tokenizer": {**space["pre_tokenizer"], "prepend_scheme": "never"}}, settings={**llama, "add_prefix_space": True, "legacy": False})
form("LlamaTokenizer, a space always", base="llama2", changes={**space, "pre_tokenizer": {**space["pre_tokenizer"], "prepend_scheme": "never"}}, settings={**llama, "add_prefix_space": True, "legacy": True})
form("unknown characters", base="llama2", changes=space, model={"byte_fallback": False, "fuse_unk": False}, settings={**general, **s})
form("unknown characters, joined", base="llama2", changes=space, model={"byte_fallback": False, "fuse_unk": True}, settings={**general, **s})
form("Gemma", base="gemma", settings={"tokenizer_class": "GemmaTokenizer", "add_bos_token": True, "bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>", "pad_token": "<pad>"})

# Tokens that files name and the vocabulary lacks.
lacking = {"bos_token": "<s>", "eos_token": "</s>"}
plain = {"changes": gpt2, "config": {"model_type": "gpt2"}}
form("tokens that the vocabulary lacks", **plain, settings={**general, **lacking})
form("lacking, in a list", **plain, settings={**general, "additional_special_tokens": ["</s>", {"content": "<s>", "__type": "AddedToken", "lstrip": True, "rstrip": False, "single_word": False, "normalized": False, "special": True}]})
form("lacking, by names of their own", **plain, settings={**general, "extra_special_tokens": {"image_token": "<s>"}})
form("lacking, of every kind", **plain, settings={**general, "mask_token": "<mask>", "pad_token": "<pad>", "additional_special_tokens": ["<a>"], "unk_token": "<unk>", "cls_token": "<c>", "sep_token": "<e>", "eos_token": "</s>", "bos_token": "<s>"})
form("lacking, in the older file", **plain, settings=general, files={"special_tokens_map.json": json.dumps(lacking)})
form("lacking, the older file beside a list without tokens", **plain, settings={**general, "added_tokens_decoder": {}}, files={"special_tokens_map.json": json.dumps(lacking)})
form("lacking, listed with its id", **plain, settings={**general, "added_tokens_decoder": decoder(eot, start, end, added(600, "<s>")), **lacking})
form("a token of the vocabulary that takes space", **plain, settings={**general, "bos_token": {"__type": "AddedToken", "content": "(", "lstrip": True, "rstrip": False, "single_word": False, "normalized": False, "special": True}})
less = {"model": {"vocab": {k: v - 1 for k, v in bases["qwen"]["model"]["vocab"].items() if v}}}
for cls, config in {"GPT2Tokenizer": "gpt2", "Qwen2TokenizerFast": "qwen2", "GPTNeoXTokenizerFast": "gpt_neox"}.items():
    form(f"{cls}, whose own token is lacking", changes={**(gpt2 if cls[0] == "G" else {}), "added_tokens": []}, **less, settings={"tokenizer_class": cls}, config={"model_type": config})
form("GPT2Tokenizer, another in its own token's place", changes={**gpt2, "added_tokens": []}, **less, settings={"tokenizer_class": "GPT2Tokenizer", "bos_token": "<s>", "eos_token": None, "unk_token": "<unk>"}, config={"model_type": "gpt2"})
form("LlamaTokenizer over bytes, its own tokens are lacking", changes=gpt2, settings={"tokenizer_class": "LlamaTokenizerFast", "unk_token": "<|endoftext|>"})
form("LlamaTokenizer over bytes, null in place of BOS", changes=gpt2, settings={"tokenizer_class": "LlamaTokenizerFast", "bos_token": None, "unk_token": None, "add_bos_token": False})
both = {**gpt2, "post_processor": template(["<|endoftext|>"], ["<|im_end|>"], {"<|endoftext|>": 0, "<|im_end|>": 2})}
for name, said in {"nothing said": {}, "BOS null": {"add_bos_token": None}, "no EOS": {"add_eos_token": False}, "BOS asked for": {"add_bos_token": True}, "EOS asked for": {"add_eos_token": True}}.items():
    form(f"LlamaTokenizer, BOS and EOS in the template, {name}", changes=both, settings={"tokenizer_class": "LlamaTokenizerFast", "unk_token": "<|endoftext|>", **ends, **said})
    form(f"GPTNeoXTokenizer, BOS and EOS in the template, {name}", changes={**both, "normalizer": {"type": "NFC"}}, settings={"tokenizer_class": "GPTNeoXTokenizerFast", **ends, **said}, config={"model_type": "gpt_neox"})
for cls in ["GPT2Tokenizer", "Qwen2Tokenizer"]:
    form(f"{cls}, vocabulary and merges, tokens that these lack", settings={"tokenizer_class": cls, **lacking}, config={"model_type": "qwen2" if "Qwen" in cls else "gpt2"}, **alone)
form("GPT-2's rules, Qwen2Tokenizer", changes=gpt2, settings={"tokenizer_class": "Qwen2Tokenizer", **ends}, config={"model_type": "qwen2"})
form("Qwen's rules, GPT2Tokenizer", settings={"tokenizer_class": "GPT2Tokenizer", **ends}, config={"model_type": "gpt2"})
form("GPT-2's rules, a general class, a Qwen", changes=gpt2, settings={**general, **ends}, config={"model_type": "qwen2"})
form("no class, a Mistral", base="llama2", config={"model_type": "mistral"})

def ids(f):
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        document = {**bases[f["base"]], **f["changes"]}
        document["model"] = {**document["model"], **f["model"]}
        if "tokenizer.json" not in f["drop"]: (folder / "tokenizer.json").write_text(json.dumps(document))
        if f["settings"] is not None: (folder / "tokenizer_config.json").write_text(json.dumps(f["settings"]))
        (folder / "config.json").write_text(json.dumps(f["config"] or {"model_type": "llama"}))
        for name, text in f["files"].items(): (folder / name).write_text(text)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        return [tokenizer.encode(text) for text in texts]
    except Exception as error:
        print(f["name"], "|", type(error).__name__, str(error)[:100], file=sys.stderr)
        return None
    finally:
        shutil.rmtree(folder)

version = transformers.__version__
path = here / "forms.json"
known = json.loads(path.read_text()) if version[0] == "5" else {"texts": texts, "forms": []}
result = []
for place, f in enumerate(forms):
    found = ids(f)
    if version[0] == "4":
        kept = {k: v for k, v in f.items() if v and k != "files"}
        if kept.get("drop"): kept["lists"] = kept.pop("drop")[0] == "tokenizer.json"
        if f["files"].keys() - lists.keys(): kept["files"] = {k: v for k, v in f["files"].items() if k not in lists}
        result.append({**kept, "ids": found})
    else:
        entry = known["forms"][place]
        if entry["ids"] != found: entry["ids5"] = found
        result.append(entry)
out = {**known, "forms": result, "made with": (known.get("made with", []) if version[0] == "5" else []) + [f"transformers {version}, tokenizers {tokenizers.__version__}"]}
path.write_text("{" + ",\n".join(f"{json.dumps(k)}: " + ("[\n" + ",\n".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in v) + "]" if k == "forms" else json.dumps(v, ensure_ascii=False)) for k, v in out.items()) + "}\n")
