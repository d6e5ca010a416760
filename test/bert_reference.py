#!/usr/bin/python3
"""bert_reference.py DIR < LINES: ids and logits of each line, as bert_run prints them. Written apart
from the C, from the papers and the model card: torch's own operators and Python's own Unicode."""
import json
import struct
import sys
import unicodedata

TYPES = {"F32": ("float32", 4), "F16": ("float16", 2), "BF16": ("bfloat16", 2)}
CHINESE = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
           (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


def is_punctuation(c):
    o = ord(c)
    return (33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126
            or unicodedata.category(c).startswith("P"))


def clean(text):
    for c in text:
        category = unicodedata.category(c)
        if c in " \t\n\r" or category == "Zs":
            yield " "
        elif ord(c) in (0, 0xFFFD) or category.startswith("C"):
            continue
        elif any(a <= ord(c) <= b for a, b in CHINESE):
            yield " " + c + " "
        else:
            yield c


def words(text, lower, strip):
    if lower:
        text = "".join(c.lower() for c in text)
    text = unicodedata.normalize("NFC", "".join(clean(text)))
    for word in text.split():
        if strip:
            word = "".join(c for c in unicodedata.normalize("NFD", word)
                           if unicodedata.category(c) != "Mn")
        part = ""
        for c in word:
            if is_punctuation(c):
                if part:
                    yield part
                yield c
                part = ""
            else:
                part += c
        if part:
            yield part


def pieces(word, vocabulary):
    if len(word) > 100:
        return ["[UNK]"]
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start else "") + word[start:end]
            if piece in vocabulary:
                found.append(piece)
                start = end
                break
        else:
            return ["[UNK]"]
    return found


def encode(text, vocabulary, lower, strip, most):
    tokens = [p for w in words(text, lower, strip) for p in pieces(w, vocabulary)]
    return [vocabulary[t] for t in ["[CLS]"] + tokens[:most - 2] + ["[SEP]"]]


def load(folder):
    import torch
    with open(folder + "/model.safetensors", "rb") as f:
        data = f.read()
    length, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    out = {}
    for name, t in header.items():
        if name == "__metadata__":
            continue
        kind, _ = TYPES[t["dtype"]]
        a, b = t["data_offsets"]
        raw = bytearray(data[8 + length + a:8 + length + b])
        out[name] = torch.frombuffer(raw, dtype=getattr(torch, kind)).float().reshape(t["shape"])
    return out


def forward(ids, w, config):
    import torch
    from torch.nn import functional as F

    def dense(name, x):
        return F.linear(x, w[name + ".weight"], w[name + ".bias"])

    def norm(name, x):
        return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"],
                            config["layer_norm_eps"])

    heads = config["num_attention_heads"]
    e = "bert.embeddings."
    x = (w[e + "word_embeddings.weight"][ids] + w[e + "position_embeddings.weight"][:len(ids)]
         + w[e + "token_type_embeddings.weight"][0])
    x = norm(e + "LayerNorm", x)
    for i in range(config["num_hidden_layers"]):
        p = "bert.encoder.layer.%d." % i
        q, k, v = (dense(p + "attention.self." + n, x).reshape(len(ids), heads, -1).transpose(0, 1)
                   for n in ("query", "key", "value"))
        a = torch.softmax(q @ k.transpose(1, 2) / q.shape[-1] ** 0.5, -1) @ v
        a = a.transpose(0, 1).reshape(len(ids), -1)
        x = norm(p + "attention.output.LayerNorm", dense(p + "attention.output.dense", a) + x)
        m = F.gelu(dense(p + "intermediate.dense", x))
        x = norm(p + "output.LayerNorm", dense(p + "output.dense", m) + x)
    pooled = torch.tanh(dense("bert.pooler.dense", x[0]))
    return dense("classifier", pooled).tolist()


def main():
    folder, ids_only = sys.argv[1], len(sys.argv) > 2
    with open(folder + "/config.json", encoding="utf-8") as f:
        config = json.load(f)
    with open(folder + "/vocab.txt", encoding="utf-8") as f:
        vocabulary = {line.rstrip("\n"): i for i, line in enumerate(f)}
    try:
        with open(folder + "/tokenizer_config.json", encoding="utf-8") as f:
            lower = json.load(f).get("do_lower_case", True)
    except FileNotFoundError:
        lower = True
    weights = None if ids_only else load(folder)
    for line in sys.stdin.buffer.read().decode("utf-8", "replace").split("\n")[:-1]:
        ids = encode(line, vocabulary, lower, lower, min(512, config["max_position_embeddings"]))
        row = {"ids": ids}
        if not ids_only:
            row["logits"] = forward(ids, weights, config)
        print(json.dumps(row))


if __name__ == "__main__":
    main()
