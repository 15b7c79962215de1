"""What people use in place of Sheaf, for `python -m sheaf bench`: files, DataLoaders, Redis.

Each gives how many samples its next batch has, for ever.
"""

from __future__ import annotations

import random
import socket
import subprocess
import time
from typing import Any, Iterator, List

from .torches import Dataset, numpy, torch

#: How many samples the next batch has, for ever.
Batches = Iterator[int]


class _Files(Dataset):  # type: ignore[misc]
    """Files by number, as uint8 tensors."""

    def __init__(self, paths: List[str]) -> None:
        self._paths = paths

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, index: int) -> Any:
        with open(self._paths[index], "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8), index % 10


def as_they_are(samples: List[Any]) -> List[Any]:
    return samples


def files(paths: List[str], batch: int) -> Batches:
    while True:
        for at in range(0, len(paths) - batch + 1, batch):
            held = []
            for path in paths[at : at + batch]:
                with open(path, "rb") as file:
                    held.append(file.read())
            yield len(held)


def loaded(paths: List[str], batch: int, workers: int) -> Batches:
    loader: Any = torch.utils.data.DataLoader(
        _Files(paths), batch, shuffle=True, num_workers=workers, collate_fn=as_they_are
    )
    while True:
        for samples in loader:
            yield len(samples)


class _Pictures(Dataset):  # type: ignore[misc]
    """Pictures by number, decoded, cut at random and mirrored, as ImageFolder with these transforms does."""

    def __init__(self, paths: List[str], side: int) -> None:
        self._paths = paths
        self._side = side

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, index: int) -> Any:
        from PIL import Image

        with Image.open(self._paths[index]) as opened:
            picture = opened.convert("RGB")
        left = random.randint(0, picture.width - self._side)
        top = random.randint(0, picture.height - self._side)
        picture = picture.crop((left, top, left + self._side, top + self._side))
        if random.random() < 0.5:
            picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
        return torch.from_numpy(numpy.array(picture)).permute(2, 0, 1).contiguous(), index % 10


def pictures(paths: List[str], batch: int, side: int) -> Batches:
    loader: Any = torch.utils.data.DataLoader(_Pictures(paths, side), batch, shuffle=True, num_workers=2)
    while True:
        for _, labels in loader:
            yield len(labels)


class Redis:
    """A Redis server of this run's own that holds the same samples, asked by MGET over a plain socket."""

    def __init__(self, folder: str, paths: List[str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._socket = self._connected(port)
        self._file = self._socket.makefile("rb", 1 << 16)
        self._keys = [f"s{number}" for number in range(len(paths))]
        for key, path in zip(self._keys, paths):
            with open(path, "rb") as file:
                content = file.read()
            head = f"*3\r\n$3\r\nSET\r\n${len(key)}\r\n{key}\r\n${len(content)}\r\n".encode()
            self._socket.sendall(head + content + b"\r\n")
            self._file.readline()

    def _connected(self, port: int) -> socket.socket:
        until = time.monotonic() + 10
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port))
            except OSError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.05)

    def batches(self, batch: int) -> Batches:
        """MGETs in the order of the keys."""
        while True:
            for at in range(0, len(self._keys) - batch + 1, batch):
                asked = self._keys[at : at + batch]
                words = "".join(f"${len(key)}\r\n{key}\r\n" for key in asked)
                self._socket.sendall(f"*{len(asked) + 1}\r\n$4\r\nMGET\r\n{words}".encode())
                self._file.readline()
                held = []
                for _ in asked:
                    size = int(self._file.readline()[1:])
                    held.append(self._file.read(size))
                    self._file.read(2)
                yield len(held)

    def close(self) -> None:
        """Ends the server."""
        self._socket.close()
        self._process.kill()
        self._process.wait()
