"""Cuts what subnets.py learned into shards, one for each block, and answers for a task from those that it needs.

    export PYTHONPATH=gpu-workers/trainer-python
    python3 clients/python/examples/subnets_shards.py cut sheaf-state/ensembles/subnets/routed.best shards
    ./sheaf dataset add subnets file://$PWD/shards
    python3 clients/python/examples/subnets_shards.py answer 1 IMAGE...

The shards and the routing table are a dataset, so they are read through the cache, one by one.
"""

import io
import json
import os
import struct
import sys
import urllib.request

import torch

import sheaf_trainer
from subnets import TASKS, Routed, blocks, names, through

DATASET = "subnets"


def whole(checkpoint):
    """The model of a checkpoint of the orchestrator."""
    with open(checkpoint, "rb") as file:
        length = struct.unpack(">4xH", file.read(6))[0]
        purpose = file.read(length).decode()
    own = sheaf_trainer.Checkpoint.read(checkpoint, purpose).own
    state = torch.load(io.BytesIO(own), map_location="cpu")["parts"][0]
    classes = sum(len(value) for name, value in state.items() if name.startswith("blocks.head_") and value.dim() == 1)
    model = Routed(classes)
    model.load_state_dict(state)
    if not model.is_routed():
        raise SystemExit(f"{checkpoint} is from before there were routes: train more epochs")
    return model


def cut(checkpoint, folder):
    """Writes each block's weights, and the routing table."""
    model = whole(checkpoint)
    classes = sum(model.blocks[f"head_{task}"][2].out_features for task in range(1, TASKS + 1))
    write(folder, "table/routes", json.dumps({"classes": classes, "routes": model.routes()}).encode())
    for name in blocks(classes):
        out = io.BytesIO()
        torch.save(model.blocks[name.replace("/", "_")].state_dict(), out)
        write(folder, name, out.getvalue())


def write(folder, name, payload):
    """A file of a dataset is a picture: here one row of pixels, which are a length, so many bytes, and zeros."""
    row = struct.pack("<I", len(payload)) + payload
    row += bytes(-len(row) % 12)
    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
    with open(os.path.join(folder, name + ".bmp"), "wb") as file:
        file.write(struct.pack("<2sIHHI", b"BM", 54 + len(row), 0, 0, 54))
        file.write(struct.pack("<IiiHHIIiiII", 40, len(row) // 3, 1, 1, 24, 0, len(row), 0, 0, 0, 0) + row)


def opened(name):
    """What a shard holds, through the cache of a node."""
    url = os.environ.get("SHEAF_URL", "http://127.0.0.1:8700")
    with urllib.request.urlopen(f"{url}/s3/{DATASET}/{name}.bmp") as answer:
        row = answer.read()[54:]
    return row[4 : 4 + struct.unpack("<I", row[:4])[0]]


def load(task):
    """A function from images to a task's logits, and the names of the shards that were read for it."""
    table = json.loads(opened("table/routes"))
    every, mine = blocks(table["classes"]), names(table["routes"], task)
    for name in mine:
        every[name].load_state_dict(torch.load(io.BytesIO(opened(name))))
        every[name].eval()
    return lambda images: through(every.__getitem__, table["routes"], task, images), mine


def main(words):
    if len(words) == 3 and words[0] == "cut":
        cut(*words[1:])
    elif len(words) > 2 and words[0] == "answer":
        import numpy
        from PIL import Image

        answers, mine = load(int(words[1]))
        print("opened", *mine)
        for path in words[2:]:
            pixels = torch.from_numpy(numpy.asarray(Image.open(path).convert("RGB").resize((32, 32))).copy())
            with torch.no_grad():
                chances = answers(pixels.permute(2, 0, 1)[None] / 63.75 - 2).softmax(1)[0]
            print(path, " ".join(f"{chance:.6f}" for chance in chances))
    else:
        sys.exit(f"usage: {sys.argv[0]} cut CHECKPOINT FOLDER | answer TASK IMAGE...")


if __name__ == "__main__":
    main(sys.argv[1:])
