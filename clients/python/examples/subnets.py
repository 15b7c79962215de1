"""Two tasks routed through sub-networks of one model that lies in shards (SNR, AAAI 2019).

    ./sheaf serve --set 'gpu.commands=["python3 clients/python/examples/subnets.py"]' &
    ./sheaf dataset add cifar10 file:///data/cifar/train
    ./sheaf ensemble run clients/python/examples/subnets.yaml

Each layer has three sub-networks. Tasks learn gates for them, with a price on every open one (an L0 penalty);
half-way each keeps the two that it opens widest, and that is the routing table. subnets_shards.py cuts what
was learned into shards, and answers for a task from those that the table names.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

import sheaf_trainer

TASKS, BLOCKS, KEPT, WIDTH = 2, 3, 2, 16
PRICE = 0.01  # Of an open gate, in units of the loss.
FASTER = 25  # Gates learn so many times faster than weights: they have half of the steps.
LOW, HIGH, HEAT = -0.1, 1.1, 2 / 3  # Stretch and temperature of a gate (Louizos et al., ICLR 2018).


def piece(before, after, stride):
    return nn.Sequential(nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU())


def blocks(classes):
    """All blocks by name; the classes are dealt out to the tasks in order."""
    made = {"stem/0": piece(3, WIDTH, 2)}
    for number in range(BLOCKS):
        made[f"layer-1/{number}"] = piece(WIDTH, WIDTH, 1)
        made[f"layer-2/{number}"] = piece(WIDTH, 2 * WIDTH, 2)
    for task, mine in enumerate(torch.arange(classes).tensor_split(TASKS), 1):
        made[f"head/{task}"] = nn.Sequential(nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(8 * WIDTH, len(mine)))
    return made


def names(routes, task):
    """The blocks that a task needs."""
    layers = [f"layer-{layer}/{number}" for layer in (1, 2) for number in routes[task - 1][layer - 1]]
    return ["stem/0", *layers, f"head/{task}"]


def through(block_of, routes, task, images, gates=None):
    """A task's logits by way of its blocks; gates[layer][number] weigh them while they are learned."""
    flowing = block_of("stem/0")(images)
    for layer in (1, 2):
        flowing = sum(
            block_of(f"layer-{layer}/{number}")(flowing) * (1 if gates is None else gates[layer - 1][number])
            for number in routes[task - 1][layer - 1]) / KEPT
    return block_of(f"head/{task}")(flowing)


class Routed(nn.Module):
    """All blocks, gates, and after half of the steps the routing table."""

    def __init__(self, classes):
        super().__init__()
        self.blocks = nn.ModuleDict({name.replace("/", "_"): block for name, block in blocks(classes).items()})
        self.openness = nn.Parameter(0.5 + 0.01 * torch.randn(TASKS, 2, BLOCKS))
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))
        self.register_buffer("table", torch.full((TASKS, 2, KEPT), -1))

    def is_routed(self):
        return bool(self.table[0, 0, 0] >= 0)

    def route(self):
        self.table.copy_(self.openness.topk(KEPT).indices.sort().values)

    def routes(self):
        """Of each task and layer, the numbers of its blocks."""
        return self.table.tolist() if self.is_routed() else [[list(range(BLOCKS))] * 2] * TASKS

    def logits(self, task, images):
        gates = None
        if self.training and not self.is_routed():
            drawn = torch.rand(2, BLOCKS, device=images.device).clamp(1e-4, 1 - 1e-4)
            soft = torch.sigmoid((drawn.logit() + self.openness[task - 1]) / HEAT)
            gates = (soft * (HIGH - LOW) + LOW).clamp(0, 1)
        return through(lambda name: self.blocks[name.replace("/", "_")], self.routes(), task, images, gates)

    def price(self):
        """How many gates are open, as far as chance will have it."""
        return torch.sigmoid(self.openness - HEAT * math.log(-LOW / HIGH)).sum()

    def forward(self, images):
        """Each class by the task that knows it."""
        return torch.cat([self.logits(task, images) for task in range(1, TASKS + 1)], 1)


def train():
    member = sheaf_trainer.join()
    torch.manual_seed(member.seed)
    model = Routed(member.classes).to(member.device)
    optimizer = torch.optim.Adam([
        {"params": model.blocks.parameters(), "lr": member.learning_rate},
        {"params": [model.openness], "lr": FASTER * member.learning_rate}])
    member.keep(model, optimizer)
    classes = torch.arange(member.classes).tensor_split(TASKS)
    for images, labels in member.batches():
        loss = torch.zeros(()) if model.is_routed() else PRICE * model.price()
        for task, mine in enumerate(classes, 1):
            ours = (labels >= mine[0]) & (labels <= mine[-1])
            if ours.sum() > 1:
                loss = loss + F.cross_entropy(model.logits(task, images[ours]), labels[ours] - mine[0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        member.step(loss)
        model.steps += 1
        if model.steps == member.total_steps // 2:
            model.route()


if __name__ == "__main__":
    train()
