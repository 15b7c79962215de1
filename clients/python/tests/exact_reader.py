"""A trainer of its own process for `test_exactness`: reads one epoch, and notes what it was given.

After each batch it appends one line to `out` (step, then digest and label of each sample) and then, as a
checkpoint, replaces `state` by the token of that moment.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any, Dict, List, Tuple

from sheaf import SheafDataset
from sheaf.batch import ids_of


def samples(batch: Any) -> List[Tuple[str, int]]:
    """Digest and label of each sample of a batch that does not only fill up."""
    return [
        (hashlib.sha256(data).hexdigest(), label)
        for data, label in list(zip(batch.samples, ids_of(batch.labels)))[: len(batch) - batch.padding]
    ]


def main(wish: Dict[str, Any]) -> None:
    """Reads the epoch that is left."""
    workers = wish.pop("workers", 0)
    token, out, state = wish.pop("token", None), wish.pop("out"), wish.pop("state")
    dataset = SheafDataset(decode="raw", **wish)
    if token:
        dataset.load_state_dict(token)
    batches = dataset.loader(num_workers=workers) if workers else dataset
    with open(out, "a", encoding="ascii") as file:
        for batch in batches:
            print(json.dumps([batch.number, samples(batch)]), file=file, flush=True)
            with open(state + ".new", "w", encoding="ascii") as new:
                json.dump(dataset.state_dict(), new)
            os.replace(state + ".new", state)
    dataset.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
