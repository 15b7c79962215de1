"""Reads a WebDataset's shards through the S3 gateway of a Sheaf node: the pipeline stays as it is, addresses change.

    ./sheaf serve &
    ./sheaf dataset add shards /data/shards                  # a folder of .tar files
    python3 examples/webdataset_shards.py http://127.0.0.1:8700/s3/shards/shard-{000000,000001}.tar

With webdataset installed its own reader is used; without it, what that does: one GET a shard, a tar as it streams.
Where the gateway asks for keys, give presigned addresses (boto3's generate_presigned_url).
"""

import sys
import tarfile
import urllib.request
from typing import Dict, Iterator, List, Tuple

try:
    import webdataset
except ImportError:
    webdataset = None

IMAGES = ("jpg", "png", "bmp", "gif", "bin")


def streamed(urls: List[str]) -> Iterator[Tuple[bytes, int]]:
    """Images and labels of tars whose members are KEY.jpg and KEY.cls, one after the other."""
    for url in urls:
        with urllib.request.urlopen(url) as body, tarfile.open(fileobj=body, mode="r|") as tar:
            sample: Dict[str, bytes] = {}
            for member in tar:
                kind = member.name.partition(".")[2]
                if kind != "cls" and sample:
                    yield image_and_label(sample)
                    sample = {}
                sample[kind] = tar.extractfile(member).read()
            yield image_and_label(sample)


def image_and_label(sample: Dict[str, bytes]) -> Tuple[bytes, int]:
    return next(sample[kind] for kind in IMAGES if kind in sample), int(sample.get("cls", b"-1"))


def main() -> None:
    urls = sys.argv[1:]
    if webdataset is None:
        samples = streamed(urls)
    else:
        samples = ((image, int(label)) for image, label in
                   webdataset.WebDataset(urls, shardshuffle=False).to_tuple(";".join(IMAGES), "cls"))
    count = size = 0
    labels: Dict[int, int] = {}
    for image, label in samples:
        count += 1
        size += len(image)
        labels[label] = labels.get(label, 0) + 1
    print(f"samples {count} bytes {size} labels {dict(sorted(labels.items()))}")


if __name__ == "__main__":
    main()
