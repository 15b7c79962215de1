"""Prepared batches of a real node, held against what Pillow makes of the same files."""

from __future__ import annotations

import os
import random
import tempfile
import unittest
from typing import Any, Dict, List, Tuple

import nodes
import samples
from sheaf import Prepared, ProblemError, SheafDataset
from sheaf.batch import ids_of
from sheaf.torches import numpy, torch
from test_rings import figure

REASON = nodes.why_no_node()
if torch is None or numpy is None:
    REASON = "PyTorch or NumPy is not installed for this interpreter (python3-torch, python3-numpy)"
try:
    from PIL import Image
except ImportError:
    REASON = "Pillow is not installed for this interpreter (python3-pil)"
CLASSES, EACH = 3, 20
#: What decoders of JPEG may differ by, at one pixel and on the mean.
JPEG_MOST, JPEG_MEAN = 24, 1.0


def picture(label: int, number: int, size: Tuple[int, int]) -> Any:
    """Pixels that are smooth, so that JPEG keeps them, and of no symmetry: [height, width, 3]."""
    draw = random.Random(1000 * label + number)
    height, width = size
    y, x = numpy.mgrid[0:height, 0:width]
    planes = [draw.randrange(60) + y * draw.uniform(0.2, 1.2) + x * draw.uniform(0.2, 1.2) for _ in range(3)]
    return numpy.stack([numpy.clip(plane, 0, 255) for plane in planes], axis=-1).astype(numpy.uint8)


@unittest.skipIf(REASON, REASON or "")
class PreparedCase(unittest.TestCase):
    node: nodes.Node
    name: str
    #: Pixels by the two words that name a picture: its label, and its number, which the first pixel tells.
    pictures: Dict[str, List[Tuple[int, Any]]] = {}

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.shared()
        for kind in ("png", "jpg"):
            folder = tempfile.mkdtemp(prefix=f"{kind}-", dir=cls.node.folder)
            found = []
            for label in range(CLASSES):
                os.makedirs(os.path.join(folder, f"class-{label}"))
                for number in range(EACH):
                    pixels = picture(label, number, (60 + number, 90 - number))
                    path = os.path.join(folder, f"class-{label}", f"{number:03d}.{kind}")
                    Image.fromarray(pixels).save(path, quality=95)
                    with Image.open(path) as opened:
                        found.append((label, numpy.array(opened.convert("RGB"))))
            cls.pictures[kind] = found
            samples.register(cls.node.url, f"pictures-{kind}", f"file://{folder}", "folder")

    def dataset(self, name: str = "pictures-png", **arguments: Any) -> SheafDataset:
        arguments = {"batch_size": 16, "patience_seconds": 30.0, **arguments}
        dataset = SheafDataset(name, endpoints=self.node.url, **arguments)
        self.addCleanup(dataset.close)
        return dataset

    def epoch(self, dataset: SheafDataset) -> Dict[int, Any]:
        """Rows by id; each has to come once."""
        rows: Dict[int, Any] = {}
        for batch in dataset:
            images, labels = batch
            self.assertEqual(torch.uint8, images.dtype)
            self.assertEqual((len(labels), 3), tuple(images.shape[:2]))
            for sample, image, label in zip(ids_of(batch.ids), images, ids_of(labels)):
                self.assertNotIn(sample, rows)
                rows[sample] = (label, image.permute(1, 2, 0).numpy().copy())
        return rows


def differs(one: Any, other: Any) -> Tuple[int, float]:
    """The largest difference of two pictures, and the mean one."""
    difference = numpy.abs(one.astype(int) - other.astype(int))
    return int(difference.max()), float(difference.mean())


class Pixels(PreparedCase):
    def test_a_center_crop_is_pillows_to_the_bit_for_png_and_nearly_for_jpeg(self) -> None:
        for kind, most, mean in (("png", 0, 0.0), ("jpg", JPEG_MOST, JPEG_MEAN)):
            for shared in (True, False):
                with self.subTest(kind=kind, shared_memory=shared):
                    dataset = self.dataset(f"pictures-{kind}", prepared=(48, 40), shared_memory=shared,
                                           prefetch_threads=0)
                    rows = list(self.epoch(dataset).values())
                    self.assertEqual(CLASSES * EACH, len(rows))
                    self.assertEqual("shared-memory" if shared else "http", dataset.metrics()["transport"])
                    left = []
                    for label, pixels in self.pictures[kind]:
                        top, start = (pixels.shape[0] - 48) // 2, (pixels.shape[1] - 40) // 2
                        left.append((label, pixels[top : top + 48, start : start + 40]))
                    for label, row in rows:
                        place = min(
                            (at for at in range(len(left)) if left[at][0] == label),
                            key=lambda at: differs(left[at][1], row)[1],
                        )
                        found = differs(left.pop(place)[1], row)
                        self.assertLessEqual(found[0], most)
                        self.assertLessEqual(found[1], mean)

    def test_a_random_crop_is_a_part_of_the_picture_and_mirrored_or_not(self) -> None:
        rows = self.epoch(self.dataset(prepared=Prepared(30, 30, crop="random", flip=True)))
        mirrored, places = 0, set()
        for label, row in rows.values():
            found = None
            for is_mirrored in (False, True):
                wanted = row[:, ::-1] if is_mirrored else row
                for of, pixels in self.pictures["png"]:
                    if of == label and found is None:
                        found = self._place(pixels, wanted)
                        mirrored += found is not None and is_mirrored
            self.assertIsNotNone(found, "no picture has this part")
            places.add(found)
        self.assertGreater(len(places), len(rows) // 2)
        self.assertTrue(len(rows) // 5 < mirrored < 4 * len(rows) // 5, mirrored)

    @staticmethod
    def _place(pixels: Any, part: Any) -> Any:
        height, width = part.shape[:2]
        rows = pixels.shape[0] - height + 1
        columns = pixels.shape[1] - width + 1
        corner = (pixels[:rows, :columns] == part[0, 0]).all(axis=-1)
        for top, left in zip(*numpy.nonzero(corner)):
            if (pixels[top : top + height, left : left + width] == part).all():
                return int(top), int(left)
        return None

    def test_a_picture_that_is_smaller_is_enlarged_until_it_covers(self) -> None:
        rows = self.epoch(self.dataset(prepared=(150, 120)))
        known = {tuple(colour) for _, pixels in self.pictures["png"] for colour in pixels.reshape(-1, 3)}
        for _, row in rows.values():
            self.assertEqual((150, 120, 3), row.shape)
            self.assertLessEqual({tuple(colour) for colour in row.reshape(-1, 3)}, known)

    def test_records_of_cifar_are_their_own_pixels(self) -> None:
        records = samples.Records(tempfile.mkdtemp(prefix="cifar-", dir=self.node.folder), 100, seed=3)
        records.register(self.node.url, "prepared-records")
        dataset = self.dataset("prepared-records", prepared=(32, 32))
        seen = [place for batch in dataset for place in records.check(self, batch)]
        self.assertEqual(list(range(100)), sorted(seen))


class Repeats(PreparedCase):
    def test_the_same_batch_has_the_same_bytes_by_either_way(self) -> None:
        how = Prepared(24, 24, crop="random", flip=True)
        dataset = self.dataset(prepared=how, prefetch_threads=0, contract="strict", seed=11, epochs=2)
        session = dataset.open()._session
        bodies = [bytes(session.read(0, n).rows) for n in (0, 1, 0, 1)]
        self.assertEqual(2, session.meters.read()["shared_memory_batches"] - 1)
        self.assertEqual(bodies[:2], bodies[2:])
        self.assertNotEqual(bodies[0], bodies[1])
        again = self.dataset(prepared=how, shared_memory=False, contract="strict", seed=11, epochs=2)
        self.assertEqual(bodies[0], bytes(again.open()._session.read(0, 0).rows))
        one, two = self.epoch(again), self.epoch(again)
        self.assertEqual(set(one), set(two))
        self.assertTrue(any((one[each][1] != two[each][1]).any() for each in one), "epochs differ")

    def test_two_jobs_share_one_decode(self) -> None:
        folder = tempfile.mkdtemp(prefix="shared-", dir=self.node.folder)
        os.makedirs(os.path.join(folder, "c"))
        for number in range(40):
            Image.fromarray(picture(7, number, (64, 64))).save(os.path.join(folder, "c", f"{number}.png"))
        samples.register(self.node.url, "pictures-shared", f"file://{folder}", "folder")
        decodes, hits = (figure(self.node, f"sheaf_prepared_{name}_total") for name in ("decodes", "hits"))
        for seed in range(3):
            how = Prepared(32 + seed, 32, crop="random")
            read = self.dataset("pictures-shared", prepared=how, seed=seed)
            self.assertEqual(40, len(set(self.epoch(read))))
        self.assertEqual(decodes + 40, figure(self.node, "sheaf_prepared_decodes_total"))
        self.assertEqual(hits + 80, figure(self.node, "sheaf_prepared_hits_total"))


class Jobs(PreparedCase):
    def test_a_job_that_prepares_does_so_for_who_reads_it_by_its_name(self) -> None:
        opened = self.dataset(prepared=Prepared(20, 30, crop="random"), seed=5).open()
        self.assertEqual(
            {"height": 20, "width": 30, "crop": "random", "flip": False},
            opened._session.job.document["prepare"])
        found = SheafDataset(job=opened.job, endpoints=self.node.url)
        self.addCleanup(found.close)
        images, _ = next(iter(found))
        self.assertEqual((16, 3, 20, 30), tuple(images.shape))

    def test_who_wants_bytes_of_a_job_that_prepares_gets_them(self) -> None:
        opened = self.dataset(prepared=(20, 30)).open()
        stored = SheafDataset(job=opened.job, endpoints=self.node.url, decode="raw")
        self.addCleanup(stored.close)
        for batch in stored:
            self.assertTrue(all(bytes(data[:4]) == b"\x89PNG" for data in batch.samples))


class Faults(PreparedCase):
    def test_a_sample_that_cannot_be_decoded_is_named(self) -> None:
        folder = tempfile.mkdtemp(prefix="broken-", dir=self.node.folder)
        os.makedirs(os.path.join(folder, "c"))
        for number in range(8):
            path = os.path.join(folder, "c", f"{number}.png")
            Image.fromarray(picture(5, number, (40, 40))).save(path)
        with open(path, "r+b") as file:
            file.truncate(60)
        samples.register(self.node.url, "pictures-broken", f"file://{folder}", "folder")
        with self.assertRaisesRegex(ProblemError, r"c/7\.png \(sample \d+\) cannot be decoded"):
            self.epoch(self.dataset("pictures-broken", batch_size=4, prepared=(32, 32)))
        borne = self.dataset(
            "pictures-broken", batch_size=4, prepared=(32, 32),
            job_options={"onMissing": "substitute", "maxMissing": 2})
        ids = [sample for batch in borne for sample in ids_of(batch.ids)]
        self.assertEqual((8, 7), (len(ids), len(set(ids))), "another sample stands in")
        self.assertEqual(1, borne.metrics()["substituted_samples"])

    def test_what_is_no_preparation_is_refused_with_the_field(self) -> None:
        with self.assertRaisesRegex(ValueError, "height must be 1..4096 but was 0"):
            self.dataset(prepared=(0, 5))
        with self.assertRaisesRegex(ValueError, "crop must be center or random"):
            self.dataset(prepared={"size": (5, 5), "crop": "top"})
        with self.assertRaisesRegex(ValueError, "decode must be left out"):
            self.dataset(prepared=(5, 5), decode="image")
        dataset = self.dataset(prepared=(4096, 4096), batch_size=32, prefetch_threads=0)
        with self.assertRaisesRegex(ProblemError, "ask for a size that is smaller"):
            next(iter(dataset))


if __name__ == "__main__":
    unittest.main()
