"""Trains with importance sampling: samples with small losses are read, and learned from, less often.

    ./sheaf serve &
    ./sheaf dataset add cifar /data/cifar10/train
    python3 examples/importance.py --dataset cifar --epochs 10

The loop sends back the loss of each sample; every fifth epoch reads all samples, the others about
two thirds of them.
"""

import argparse

import torch
from torch.nn import functional as F

from cifar10 import resnet
from sheaf import SheafDataset


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="cifar")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--width", type=int, default=16)
    options = parser.parse_args()

    torch.manual_seed(0)
    model = resnet(options.width)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    rule = {"warmUpEpochs": 1, "fullEvery": 5, "beta": 0.5}
    with SheafDataset(
        options.dataset, batch_size=128, epochs=options.epochs,
        contract="importance", job_options={"importance": rule},
    ) as data:
        for epoch in data.epochs():
            samples, total = 0, 0.0
            for images, labels in data:
                losses = F.cross_entropy(model(images.float() / 127.5 - 1), labels, reduction="none")
                optimizer.zero_grad()
                losses.mean().backward()
                optimizer.step()
                data.report_losses(losses.detach())
                samples, total = samples + len(labels), total + losses.sum().item()
            print(f"epoch {epoch}: {samples} samples, loss {total / samples:.3f}", flush=True)


if __name__ == "__main__":
    main()
