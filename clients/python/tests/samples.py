"""Small datasets that tests write, and know byte by byte."""

from __future__ import annotations

import os
import random
import unittest
from typing import Dict, List, Tuple

from sheaf import Batch
from sheaf.api import Api
from sheaf.batch import ids_of
from sheaf.gateways import Gateways


class Records:
    """CIFAR's binary form: `count` records of a label and 3,072 bytes; of random bytes.

    Labels follow from pixels (the first pixel modulo 10), so that a wrong label shows anywhere.
    """

    def __init__(self, folder: str, count: int, seed: int = 1) -> None:
        draw = random.Random(seed)
        self.records: List[bytes] = [draw.randbytes(3072) for _ in range(count)]
        self.labels = [record[0] % 10 for record in self.records]
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "data_batch_1.bin"), "wb") as file:
            for record, label in zip(self.records, self.labels):
                file.write(bytes([label]) + record)
        self.uri = f"file://{folder}"
        self._places = {record: place for place, record in enumerate(self.records)}
        self._by_id: Dict[int, int] = {}

    def register(self, url: str, name: str) -> None:
        """Registers them at a node."""
        register(url, name, self.uri, "cifar")

    def check(self, test: unittest.TestCase, batch: Batch) -> List[int]:
        """The places in the file of a raw batch's records, which must be there with their labels.

        A sample's id is not its place, but the same id must always be the same place.
        """
        places = []
        for sample, data, label in zip(ids_of(batch.ids), batch.samples, ids_of(batch.labels)):
            place = self._places[bytes(data.numpy().tobytes() if hasattr(data, "numpy") else data)]
            test.assertEqual(self.labels[place], label)
            test.assertEqual(place, self._by_id.setdefault(sample, place))
            places.append(place)
        return places


class Files:
    """A folder of class folders with files of random bytes and lengths."""

    def __init__(self, folder: str, classes: int, each: int, sizes: Tuple[int, int]) -> None:
        draw = random.Random(7)
        self.by_content: Dict[bytes, int] = {}
        for label in range(classes):
            place = os.path.join(folder, f"class-{label}")
            os.makedirs(place)
            for number in range(each):
                content = draw.randbytes(draw.randint(*sizes))
                self.by_content[content] = label
                with open(os.path.join(place, f"{number:05d}.jpg"), "wb") as file:
                    file.write(content)
        self.uri = f"file://{folder}"

    def register(self, url: str, name: str) -> None:
        """Registers them at a node."""
        register(url, name, self.uri, "folder")


def register(url: str, name: str, uri: str, format: str) -> None:
    """Registers what lies at `uri` at a node, and waits until it is indexed."""
    gateways = Gateways([url])
    Api(gateways).register(name, uri, format)
    gateways.close()
