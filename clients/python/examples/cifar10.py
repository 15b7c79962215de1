"""Trains a small residual network on CIFAR-10 from a Sheaf cache, and goes on after a crash.

    ./sheaf serve &
    ./sheaf dataset add cifar /data/cifar10/train
    python3 examples/cifar10.py --dataset cifar --epochs 10 --checkpoint cifar.pt
"""

import argparse
import os

import torch
from torch import nn
from torch.nn import functional as F

from sheaf import SheafDataset


class Block(nn.Module):
    def __init__(self, planes: int, out: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(planes, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(),
            nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out))
        self.short = nn.Conv2d(planes, out, 1, stride, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.body(x) + self.short(x))


def resnet(width: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, width, 3, 1, 1), Block(width, width, 1), Block(width, 2 * width, 2),
        Block(2 * width, 4 * width, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4 * width, 10))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="cifar")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--checkpoint", default="cifar.pt")
    parser.add_argument("--checkpoint-every", type=int, default=50, help="steps")
    options = parser.parse_args()

    torch.manual_seed(0)
    model = resnet(options.width)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    data = SheafDataset(options.dataset, batch_size=options.batch_size, epochs=options.epochs)
    if os.path.exists(options.checkpoint):
        saved = torch.load(options.checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        data.load_state_dict(saved["data"])
    for epoch in data.epochs():
        for images, labels in data:
            loss = F.cross_entropy(model(images.float() / 127.5 - 1), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if data.step % options.checkpoint_every == 0:
                torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(),
                            "data": data.state_dict()}, options.checkpoint + ".new")
                os.replace(options.checkpoint + ".new", options.checkpoint)
            print(f"epoch {epoch} step {data.step} loss {loss.item():.6f}", flush=True)
    print({name: round(value, 2) for name, value in data.metrics().items() if isinstance(value, float)})


if __name__ == "__main__":
    main()
