"""A member of an ensemble that learns two tasks into one file of weights (PackNet, CVPR 2018).

    ./sheaf serve --set 'gpu.commands=["python3 clients/python/examples/packnet.py"]' &
    ./sheaf dataset add cifar10 file:///data/cifar/train
    ./sheaf ensemble run clients/python/examples/packnet.yaml

The classes are dealt out in order: of CIFAR-10, task 1 tells the first five apart, task 2 the others. A task
is trained, the smallest of its weights are freed, and those that stay are trained a little more; the next task
gets what is free, and uses what was there before as it is. After task K the member's folder has after-K.weights,
which the model store opens for each of its tasks (docs/multitask.md).
"""

import contextlib
import os
import struct
import zlib

import torch
from torch.nn import functional as F

import sheaf_trainer

TASKS = 2
WIDTH = 16
FREED = 0.6  # Share of a task's weights that it gives up.
BEFORE = 0.7  # Share of a task's steps before it does.
STEEPEST = 5.0  # Longest gradient: normalisation that stands still does not hold later tasks back.


class Masks:
    """Whose each weight is: 0 nobody's, else the task's. Biases and normalisation are task 1's."""

    def __init__(self, network):
        self.network, self.task, self.steps = network, 1, 0
        self.weights = [layer.weight for layer in network if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear))]
        self.owners = [torch.ones(weight.shape, dtype=torch.uint8, device=weight.device) for weight in self.weights]
        self.others = [p for p in network.parameters() if not any(p is weight for weight in self.weights)]

    def gate(self):
        """Between the backward pass and the step: only what is the task's own may change."""
        for weight, owner in zip(self.weights, self.owners):
            weight.grad[owner != self.task] = 0
        for other in self.others if self.task > 1 else []:
            other.grad = None

    def prune(self, share):
        """Frees the smallest of the task's own weights, layer by layer."""
        for weight, owner in zip(self.weights, self.owners):
            sizes, own = weight.detach().abs(), owner == self.task
            rank = round(share * int(own.sum()))
            if rank:
                freed = own & (sizes <= sizes[own].kthvalue(rank).values)
                owner[freed], weight.data[freed] = 0, 0

    def claim(self):
        """Gives what is free to the next task."""
        self.task += 1
        for owner in self.owners:
            owner[owner == 0] = self.task

    @contextlib.contextmanager
    def seen_by(self, task):
        """The network as it was when this task was learned."""
        kept = [weight.detach().clone() for weight in self.weights]
        for weight, owner in zip(self.weights, self.owners):
            weight.data[(owner == 0) | (owner > task)] = 0
        yield self.network
        for weight, whole in zip(self.weights, kept):
            weight.data.copy_(whole)

    def state_dict(self):
        return {"task": self.task, "steps": self.steps, "owners": self.owners}

    def load_state_dict(self, state):
        self.task, self.steps = state["task"], state["steps"]
        for owner, kept in zip(self.owners, state["owners"]):
            owner.copy_(kept)


def pack(path, member, network, masks):
    """Writes weights and owners as docs/models.md has them; the optimizer's state is nobody's."""
    owner_of = {id(weight): owner for weight, owner in zip(masks.weights, masks.owners)}
    tensors, owners = {}, []
    for weight in sheaf_trainer.weights_of(network):
        tensors[weight.name] = weight.tensor.detach().cpu().reshape(-1)
        owner = owner_of.get(id(weight.tensor), torch.ones_like(weight.tensor, dtype=torch.uint8))
        owners.append(owner.cpu().numpy().tobytes())
    for weight in sheaf_trainer.weights_of(network):
        if weight.learned:
            tensors["velocity/" + weight.name] = torch.zeros(weight.tensor.numel())
            owners.append(bytes(weight.tensor.numel()))
    channels, height, width = member.image_shape
    purpose = f"cnn of width {WIDTH} for {member.classes} classes of {channels}×{height}×{width} with sgd"
    sheaf_trainer.Checkpoint(purpose, sheaf_trainer.Progress(masks.steps), tensors).write(path + ".plain")
    with open(path + ".plain", "rb") as file:
        plain = file.read()
    os.remove(path + ".plain")
    mask = b"".join(owners)
    with open(path + ".new", "wb") as file:
        file.write(struct.pack(">4sIQQ", b"SHM1", masks.task, len(plain), len(mask)) + plain + zlib.compress(mask, 9))
    os.replace(path + ".new", path)


def main():
    member = sheaf_trainer.join()
    torch.manual_seed(member.seed)
    network = sheaf_trainer.cnn(3, WIDTH, member.classes, *member.image_shape[1:]).to(member.device)
    network[-1].weight.data.zero_()  # What no class of task 1 needs stays zero, and is freed first.
    optimizer = torch.optim.SGD(network.parameters(), lr=member.learning_rate, momentum=member.momentum)
    masks = Masks(network)
    classes = torch.arange(member.classes).tensor_split(TASKS)

    def answer(images):
        """Each class by the task that knows it."""
        logits = []
        for task, mine in enumerate(classes, 1):
            with masks.seen_by(min(task, masks.task)) as seen:
                logits.append(seen(images)[:, mine])
        return torch.cat(logits, 1)

    member.keep(network, optimizer, masks, predict=answer)
    each = member.total_steps // TASKS
    for images, labels in member.batches():
        loss = torch.zeros(())
        if masks.task <= TASKS:  # The last epoch has a few steps more than were foreseen.
            mine = classes[masks.task - 1]
            ours = (labels >= mine[0]) & (labels <= mine[-1])
            if ours.sum() > 1:
                network.train(masks.task == 1)  # Later tasks take normalisation as it is.
                optimizer.zero_grad()
                loss = F.cross_entropy(network(images[ours])[:, mine], labels[ours] - mine[0])
                loss.backward()
                masks.gate()
                torch.nn.utils.clip_grad_norm_(network.parameters(), STEEPEST)
                optimizer.step()
        member.step(loss)
        masks.steps += 1
        if masks.steps == each * (masks.task - 1) + int(BEFORE * each):
            masks.prune(FREED)
            optimizer.state.clear()  # Momentum would move what was freed.
        elif masks.steps == each * masks.task and masks.task <= TASKS:
            pack(f"after-{masks.task}.weights", member, network, masks)
            masks.claim()
            optimizer.state.clear()


if __name__ == "__main__":
    main()
