"""Trains tokenizer.json on the texts of ../tokenizer-gpt2/encodings.json with the Python package `tokenizers`."""
import json
import pathlib

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

here = pathlib.Path(__file__).parent
texts = [case["text"] for case in json.loads((here / "../tokenizer-gpt2/encodings.json").read_text())]
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
special = "<|endoftext|>"
trainer = trainers.BpeTrainer(
    vocab_size=1500, special_tokens=[special], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
)
tokenizer.train_from_iterator(texts, trainer)
tokenizer.post_processor = processors.TemplateProcessing(
    single=f"{special} $A", pair=f"{special} $A {special}:1 $B:1", special_tokens=[(special, 0)]
)
(here / "tokenizer.json").write_text(tokenizer.to_str())
