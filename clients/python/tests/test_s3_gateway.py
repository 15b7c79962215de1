"""Unchanged S3 clients read registered datasets from a node, byte by byte as they are on disk."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import unittest
import urllib.error
import urllib.request
from typing import Any, Dict, List, Tuple

import nodes
import samples

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
except ImportError:
    boto3 = None
try:
    import fsspec
    import sheaf.fs
except ImportError:
    fsspec = None

KEY, SECRET = "reader", "a secret of the tests".replace(" ", "-")
NO_BOTO = "boto3 is not installed for this interpreter (python3-boto3)"
REASON = nodes.why_no_node()
ODD = "class-0/ü +&%2f=?#'x.jpg"
LARGE = "class-1/large.jpg"


def shards(folder: str, count: int, each: int, files: samples.Files) -> List[List[Tuple[bytes, int]]]:
    """WebDataset shards of images and labels; gives both, by shard."""
    content = sorted(files.by_content.items())[: count * each]
    os.makedirs(folder)
    for shard in range(count):
        with tarfile.open(os.path.join(folder, f"shard-{shard:06d}.tar"), "w") as tar:
            for n, (image, label) in enumerate(content[shard * each : (shard + 1) * each]):
                add(tar, f"{n}.jpg", image)
                add(tar, f"{n}.json", b"{}")
                add(tar, f"{n}.cls", str(label).encode())
    return [content[shard * each : (shard + 1) * each] for shard in range(count)]


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


@unittest.skipIf(REASON, REASON or "")
class S3Gateway(unittest.TestCase):
    node: nodes.Node

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.Node()
        cls.addClassCleanup(cls.node.close)
        keys = os.path.join(cls.node.folder, "keys")
        with open(os.open(keys, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"# readers\n{KEY}:{SECRET}\n")
        cls.node.kill()
        cls.node._settings.append(f"s3.keys-file={keys}")
        cls.node.start()
        cls.folder = os.path.join(cls.node.folder, "images")
        cls.files = samples.Files(cls.folder, 3, 20, (100, 90_000))
        cls.write(ODD, 3_000)
        cls.write(LARGE, 11_000_000)
        cls.files.register(cls.node.url, "images")
        cls.labelled = shards(os.path.join(cls.node.folder, "shards"), 2, 20, cls.files)
        samples.register(cls.node.url, "shards", f"file://{cls.node.folder}/shards", "tar")
        cls.records = samples.Records(os.path.join(cls.node.folder, "cifar"), 300)
        cls.records.register(cls.node.url, "cifar")

    @classmethod
    def write(cls, key: str, size: int) -> None:
        with open(os.path.join(cls.folder, key), "wb") as file:
            file.write(b"\xff\xd8\xff" + os.urandom(size))

    def on_disk(self, key: str) -> bytes:
        with open(os.path.join(self.folder, key), "rb") as file:
            return file.read()

    def keys_on_disk(self) -> List[str]:
        found = []
        for at, _, names in os.walk(self.folder):
            found += [os.path.relpath(os.path.join(at, name), self.folder) for name in names]
        return sorted(found, key=lambda name: name.encode())

    def client(self, key: str = KEY, secret: str = SECRET, **config: Any) -> Any:
        if boto3 is None:
            self.skipTest(NO_BOTO)
        return boto3.client(
            "s3",
            endpoint_url=self.node.url + "/s3",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            region_name="eu-west-1",
            config=Config(retries={"max_attempts": 1}, **config),
        )

    def refused(self, code: str, status: int, ask: Any) -> Dict[str, Any]:
        with self.assertRaises(ClientError) as caught:
            ask()
        self.assertEqual(code, caught.exception.response["Error"]["Code"])
        self.assertEqual(status, caught.exception.response["ResponseMetadata"]["HTTPStatusCode"])
        return caught.exception.response["Error"]

    def test_every_object_of_a_list_has_the_bytes_of_its_file(self) -> None:
        s3 = self.client()
        listed = []
        for page in s3.get_paginator("list_objects_v2").paginate(
            Bucket="images", PaginationConfig={"PageSize": 7}
        ):
            listed += page["Contents"]
        self.assertEqual(self.keys_on_disk(), [entry["Key"] for entry in listed])
        for entry in listed:
            got = s3.get_object(Bucket="images", Key=entry["Key"], IfMatch=entry["ETag"])
            content = got["Body"].read()
            self.assertEqual(self.on_disk(entry["Key"]), content, entry["Key"])
            self.assertEqual(entry["Size"], len(content))
            self.assertEqual(s3.head_object(Bucket="images", Key=entry["Key"])["ContentLength"], len(content))

    def test_older_lists_and_common_prefixes(self) -> None:
        s3 = self.client()
        folders = s3.list_objects_v2(Bucket="images", Delimiter="/", MaxKeys=2)
        self.assertEqual(["class-0/", "class-1/"], [each["Prefix"] for each in folders["CommonPrefixes"]])
        rest = s3.list_objects_v2(
            Bucket="images", Delimiter="/", ContinuationToken=folders["NextContinuationToken"]
        )
        self.assertEqual(["class-2/"], [each["Prefix"] for each in rest["CommonPrefixes"]])
        keys = []
        for page in s3.get_paginator("list_objects").paginate(
            Bucket="images", Prefix="class-0/", PaginationConfig={"PageSize": 4}
        ):
            keys += [entry["Key"] for entry in page["Contents"]]
        self.assertEqual([key for key in self.keys_on_disk() if key.startswith("class-0/")], keys)

    def test_ranges_are_those_of_the_file(self) -> None:
        s3 = self.client()
        whole = self.on_disk(LARGE)
        for text, first, last in [
            ("bytes=0-0", 0, 1),
            ("bytes=1048575-4194305", 1048575, 4194306),
            ("bytes=10999990-", 10999990, len(whole)),
            ("bytes=-7", len(whole) - 7, len(whole)),
            ("bytes=10999990-99999999", 10999990, len(whole)),
        ]:
            got = s3.get_object(Bucket="images", Key=LARGE, Range=text)
            self.assertEqual(whole[first:last], got["Body"].read(), text)
            self.assertEqual(f"bytes {first}-{last - 1}/{len(whole)}", got["ContentRange"])
        self.refused("InvalidRange", 416, lambda: s3.get_object(Bucket="images", Key=LARGE, Range="bytes=99999999-"))

    def test_a_transfer_in_parts_makes_the_same_file(self) -> None:
        into = os.path.join(self.node.folder, "fetched.jpg")
        self.client().download_file("images", LARGE, into)
        with open(into, "rb") as file:
            self.assertEqual(self.on_disk(LARGE), file.read())

    def test_who_has_no_key_is_refused(self) -> None:
        self.client().head_bucket(Bucket="images")
        self.refused("SignatureDoesNotMatch", 403, lambda: self.client(secret=SECRET + "x").list_buckets())
        self.refused("InvalidAccessKeyId", 403, lambda: self.client(key="stranger").list_buckets())
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{self.node.url}/s3/images/{LARGE}")
        self.assertEqual(403, caught.exception.code)
        self.assertIn(b"<Code>AccessDenied</Code>", caught.exception.read())
        self.assertNotIn(SECRET, "".join(self.node._lines))

    def test_a_presigned_address_reads_until_it_has_expired(self) -> None:
        s3 = self.client(signature_version="s3v4")
        address = s3.generate_presigned_url("get_object", {"Bucket": "images", "Key": ODD}, ExpiresIn=60)
        with urllib.request.urlopen(address) as reply:
            self.assertEqual(self.on_disk(ODD), reply.read())
        for wrong in (address.replace("X-Amz-Expires=60", "X-Amz-Expires=61"), address.replace("class-0", "class-1")):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(wrong)
            self.assertIn(b"SignatureDoesNotMatch", caught.exception.read())
        over = s3.generate_presigned_url("get_object", {"Bucket": "images", "Key": ODD}, ExpiresIn=0)
        with self.assertRaises(urllib.error.HTTPError) as caught:
            nodes.eventually(lambda: urllib.request.urlopen(over).read() is None)
        self.assertIn(b"Request has expired", caught.exception.read())

    def test_what_is_not_there_and_what_is_not_done(self) -> None:
        s3 = self.client()
        for key in ("none.jpg", "../images/" + LARGE, "class-1//large.jpg", "/" + LARGE, LARGE + "/", "a" * 1024):
            self.refused("NoSuchKey", 404, lambda key=key: s3.get_object(Bucket="images", Key=key))
        self.refused("KeyTooLongError", 400, lambda: s3.get_object(Bucket="images", Key="a" * 1025))
        self.refused("NoSuchBucket", 404, lambda: s3.list_objects_v2(Bucket="no-such"))
        self.refused("MethodNotAllowed", 405, lambda: s3.put_object(Bucket="images", Key="x", Body=b"x"))
        self.refused("MethodNotAllowed", 405, lambda: s3.delete_object(Bucket="images", Key=LARGE))
        self.refused("MethodNotAllowed", 405, lambda: s3.get_object_tagging(Bucket="images", Key=LARGE))
        self.refused(
            "PreconditionFailed", 412, lambda: s3.get_object(Bucket="images", Key=LARGE, IfMatch='"other"')
        )
        tag = s3.head_object(Bucket="images", Key=LARGE)["ETag"]
        self.refused("304", 304, lambda: s3.get_object(Bucket="images", Key=LARGE, IfNoneMatch=tag))

    def test_a_batch_of_cifar_is_the_file_and_its_records_are_objects(self) -> None:
        s3 = self.client()
        with open(os.path.join(self.node.folder, "cifar", "data_batch_1.bin"), "rb") as file:
            self.assertEqual(file.read(), s3.get_object(Bucket="cifar", Key="data_batch_1.bin")["Body"].read())
        record = s3.get_object(Bucket="cifar", Key="samples/data_batch_1.bin/0000000042")
        self.assertEqual(self.records.records[42], record["Body"].read())
        self.assertEqual(str(self.records.labels[42]), record["Metadata"]["sheaf-label"])

    def test_shards_stream_as_tars_of_images_and_labels(self) -> None:
        s3 = self.client()
        for shard, expected in enumerate(self.labelled):
            body = s3.get_object(Bucket="shards", Key=f"shard-{shard:06d}.tar")["Body"]
            found: Dict[str, Dict[str, bytes]] = {}
            with tarfile.open(fileobj=body, mode="r|") as tar:
                for member in tar:
                    key, _, kind = member.name.partition(".")
                    found.setdefault(key, {})[kind] = tar.extractfile(member).read()  # type: ignore[union-attr]
            images = [next(content for kind, content in each.items() if kind != "cls") for each in found.values()]
            self.assertEqual([image for image, _ in expected], images)
            self.assertEqual([label for _, label in expected], [int(each["cls"]) for each in found.values()])

    def test_the_example_streams_shards_by_presigned_addresses(self) -> None:
        s3 = self.client(signature_version="s3v4")
        urls = [
            s3.generate_presigned_url("get_object", {"Bucket": "shards", "Key": f"shard-{shard:06d}.tar"})
            for shard in range(2)
        ]
        example = os.path.join(os.path.dirname(__file__), "..", "examples", "webdataset_shards.py")
        output = subprocess.run(
            [sys.executable, example, *urls], stdout=subprocess.PIPE, text=True, check=True, timeout=60
        ).stdout
        samples_there = [sample for shard in self.labelled for sample in shard]
        size = sum(len(image) for image, _ in samples_there)
        self.assertTrue(output.startswith(f"samples {len(samples_there)} bytes {size} "), output)

    def test_any_range_of_a_tar_is_that_of_the_whole(self) -> None:
        s3 = self.client()
        whole = s3.get_object(Bucket="shards", Key="shard-000001.tar")["Body"].read()
        self.assertEqual(len(whole), s3.head_object(Bucket="shards", Key="shard-000001.tar")["ContentLength"])
        for first in range(0, len(whole), 77_777):
            last = min(len(whole), first + 50_000)
            part = s3.get_object(Bucket="shards", Key="shard-000001.tar", Range=f"bytes={first}-{last - 1}")
            self.assertEqual(whole[first:last], part["Body"].read(), first)

    def test_the_file_system_lists_and_reads(self) -> None:
        if fsspec is None:
            self.skipTest("fsspec is not installed for this interpreter (python3-fsspec)")
        options = {"url": self.node.url, "key": KEY, "secret": SECRET}
        system = fsspec.filesystem("sheaf", **options)
        self.assertEqual(["cifar", "images", "shards"], system.ls("", detail=False))
        self.assertEqual([f"images/class-{n}" for n in range(3)], system.ls("sheaf://images", detail=False))
        self.assertEqual(self.keys_on_disk(), sorted((name[7:] for name in system.find("images")), key=str.encode))
        self.assertEqual(self.on_disk(ODD), system.cat(f"images/{ODD}"))
        self.assertEqual(self.on_disk(LARGE)[5:90], system.cat_file(f"images/{LARGE}", 5, 90))
        self.assertTrue(system.isdir("images/class-0"))
        self.assertFalse(system.exists("images/none"))
        with fsspec.open(f"sheaf://images/{LARGE}", **options) as file:
            file.seek(7_000_000)
            self.assertEqual(self.on_disk(LARGE)[7_000_000:7_000_100], file.read(100))
        with self.assertRaises(PermissionError):
            fsspec.filesystem("sheaf", url=self.node.url, key=KEY, secret="x" * 20).ls("images")
        with self.assertRaises(NotImplementedError):
            system.open("images/new", "wb")


if __name__ == "__main__":
    unittest.main()
