"""What wootz.py has trained: the teacher, a pruned block in the teacher's place, a variant made of blocks.

A node starts it as the command of a member; what the member is, plan.json of its ensemble says to its name.
"""

import io
import json
import os

import torch
from torch import nn
from torch.nn import functional as F

import sheaf_trainer

# Channels and side of what goes into each block, and out of the last: always 3,072 numbers, one 3 × 32 × 32 tile.
SHAPES = ((3, 32), (12, 16), (48, 8), (192, 4))
PICTURE = 64  # The image and three activations, two by two.


def block(number, pruned=0):
    """Block 1, 2 or 3 without this percentage of its inner filters; what goes in and out stays as it is."""
    before, after = SHAPES[number - 1][0], SHAPES[number][0]
    inner = max(1, after * (100 - pruned) // 100)
    return nn.Sequential(
        nn.Conv2d(before, inner, 3, 2, 1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(),
        nn.Conv2d(inner, after, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU())


def cut(whole, number, pruned):
    """A block's filters but for those that weigh least."""
    small = block(number, pruned)
    kept = whole[0].weight.abs().sum((1, 2, 3)).topk(small[0].out_channels).indices.sort().values
    state = {}
    for name, value in whole.state_dict().items():
        inner = name.startswith(("0.", "1.")) and value.dim() > 0
        state[name] = value[kept] if inner else value[:, kept] if name == "3.weight" else value
    small.load_state_dict(state)
    return small


def best(ensembles, place, classes, side):
    """What the orchestrator keeps of a member at its best: the state of its model."""
    purpose = f"a script's model for {classes} classes of 3×{side}×{side}"
    found = sheaf_trainer.Checkpoint.read(os.path.join(ensembles, place + ".best"), purpose)
    return torch.load(io.BytesIO(found.own), map_location="cpu")["parts"][0]


def network(ensembles, plan, classes):
    """The teacher's network with the plan's blocks in it: [number, percentage pruned, who has trained it]."""
    net = nn.Sequential(block(1), block(2), block(3), nn.Sequential(nn.Flatten(), nn.Linear(3072, classes)))
    if plan["teacher"]:
        net.load_state_dict(best(ensembles, plan["teacher"], classes, 32))
    for number, pruned, trained in plan["blocks"]:
        net[number - 1] = cut(net[number - 1], number, pruned)
        if trained:
            net[number - 1].load_state_dict(best(ensembles, trained, classes, PICTURE))
    return net


def picture(image, activations, scales):
    """An image in 0..255 and what three blocks made of it, as one picture of 64 × 64."""
    tiles = [image] + [
        (each / scale).clamp(0, 1).mul(255).round().to(torch.uint8).reshape(3, 32, 32)
        for each, scale in zip(activations, scales)]
    return torch.cat([torch.cat(tiles[:2], 2), torch.cat(tiles[2:], 2)], 1)


def activation(pictures, number, scales):
    """What goes into block number + 1, from pictures whose pixels are in -2..2."""
    down, across = number // 2 * 32, number % 2 * 32
    tile = pictures[:, :, down : down + 32, across : across + 32]
    channels, side = SHAPES[number]
    return tile if number == 0 else (tile + 2).mul(scales[number - 1] / 4).reshape(-1, channels, side, side)


def main():
    member = sheaf_trainer.join()
    torch.manual_seed(member.seed)
    ensemble, name = os.path.split(os.getcwd())
    with open(os.path.join(ensemble, "plan.json"), encoding="utf-8") as file:
        plan = json.load(file)[name]
    net = network(os.path.dirname(ensemble), plan, member.classes).to(member.device)
    number, scales = plan["learns"], plan["scales"]
    part = net[number - 1] if number else net  # 0: all of it learns, from images.
    optimizer = torch.optim.Adam(part.parameters(), lr=member.learning_rate)

    def answer(pictures):
        """A block is judged in the teacher's place."""
        return net[number:](part(activation(pictures, number - 1, scales))) if number else net(pictures)

    net.eval()
    part.train()
    member.keep(part, optimizer, predict=answer)
    for images, labels in member.batches():
        if number:
            wanted = activation(images, number, scales)
            made = part(activation(images, number - 1, scales))
            loss = F.mse_loss(made, wanted) / wanted.square().mean().clamp(min=1e-6)
        else:
            loss = F.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        member.step(loss)


if __name__ == "__main__":
    main()
