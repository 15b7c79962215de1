"""Trains two models at once from one Sheaf cache: what one of them read, the other does not read again.

    ./sheaf serve --set 'cache.memory=64 MiB' &
    ./sheaf dataset add cifar /data/cifar10/train
    python3 examples/two_jobs.py --dataset cifar --epochs 4

Each process has a job of its own with an order of its own. `reads` are samples read from the origin
for each sample that a model was given; `bound` is the least that two jobs with this cache can read.
"""

import argparse
import multiprocessing
from typing import Dict, Tuple

import torch
from torch.nn import functional as F

from cifar10 import resnet
from sheaf import SheafDataset

Wish = Tuple[str, str, int, int, float]


def train(wish: Wish) -> Dict[str, float]:
    job, dataset, epochs, width, learning_rate = wish
    torch.manual_seed(0)
    model = resnet(width)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    with SheafDataset(dataset, job=job, batch_size=128, epochs=epochs) as data:
        for _ in data.epochs():
            for images, labels in data:
                loss = F.cross_entropy(model(images.float() / 127.5 - 1), labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        return {**data.metrics(server=True), "loss": loss.item()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="cifar")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--name", default="pair", help="what the jobs' names begin with")
    options = parser.parse_args()
    wishes = [
        (f"{options.name}-{i}", options.dataset, options.epochs, options.width, rate)
        for i, rate in enumerate([0.05, 0.01])
    ]
    with multiprocessing.get_context("spawn").Pool(len(wishes)) as processes:
        for wish, told in zip(wishes, processes.map(train, wishes, chunksize=1)):
            print(
                f"{wish[0]}: loss {told['loss']:.3f}, {told['samples']:.0f} samples, "
                f"waited {told['wait_seconds']:.1f} s, reads {told['job_originReadsPerSample']:.3f} "
                f"of bound {told['job_bound']:.3f}"
            )


if __name__ == "__main__":
    main()
