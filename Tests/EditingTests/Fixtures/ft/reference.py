"""Writes weights-alone.safetensors: FT and FT-L by PyTorch's own Adam and autograd, of the weight alone: the published
code trains the bias beside it, too.

    python reference.py MODEL_FOLDER edits.json weights-alone.safetensors     (torch, transformers, safetensors)
"""

import json
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(1)
folder, edits, out = sys.argv[1:]
tokenizer = AutoTokenizer.from_pretrained(folder)
tokenizer.pad_token = tokenizer.eos_token
records = [record["requested_rewrite"] for record in json.load(open(edits))]


def mean_loss(model, requests):
    prompts = tokenizer([r["prompt"].format(r["subject"]) for r in requests], return_tensors="pt", padding=True)
    targets = tokenizer([" " + r["target_new"]["str"] for r in requests], return_tensors="pt", padding=True)["input_ids"]
    last = prompts["attention_mask"].sum(1) - 1
    logits = model(prompts["input_ids"]).logits[torch.arange(len(requests)), last]
    mask = (targets != tokenizer.unk_token_id).float()
    scores = torch.log_softmax(logits, -1).gather(1, targets) * mask
    return (-scores.sum(1) / mask.sum(1)).mean()


def case(name, rounds, layers, epochs, rate, decay=0.0, box=None):
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    for parameter in model.parameters():
        parameter.requires_grad = False
    weights = {layer: model.transformer.h[layer].mlp.c_proj.weight for layer in layers}
    for weight in weights.values():
        weight.requires_grad = True
    result = {}
    for index, requests in enumerate(rounds):
        start = {layer: weight.detach().clone() for layer, weight in weights.items()}
        adam = torch.optim.Adam(list(weights.values()), lr=rate, weight_decay=decay)
        losses = []
        for _ in range(epochs):
            total = 0.0
            for first in range(0, len(requests), 64):
                part = requests[first : first + 64]
                adam.zero_grad()
                loss = mean_loss(model, part)
                losses.append(loss.item())
                total += loss.item() * len(part)
                if loss.item() >= 1e-2:
                    loss.backward()
                    adam.step()
                if box is not None:
                    with torch.no_grad():
                        for layer, weight in weights.items():
                            weight[...] = torch.clamp(weight, min=start[layer] - box, max=start[layer] + box)
            if total / len(requests) < 1e-2:
                break
        result[f"{name}{index}_losses"] = torch.tensor(losses)
        for layer, weight in weights.items():
            result[f"{name}{index}_dW_L{layer}"] = weight.detach() - start[layer]
    return result


save_file(
    {
        **case("rounds", [records[0:2], records[2:4], records[4:6]], [1], 25, 5e-4),
        **case("boxed", [records * 11], [1, 2], 10, 5e-4, decay=0.1, box=2e-3),
        **case("skipping", [records[4:5] * 64 + records[2:3] * 2], [1], 25, 5e-3),
        **case("done", [records[4:5]], [1], 25, 5e-3),
    },
    out,
)
