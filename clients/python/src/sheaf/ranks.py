"""Which rank this process is, and what all ranks of one start agree on."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from typing import Optional

from .torches import distributed


@dataclass(frozen=True)
class Rank:
    """This process is `index` of `count`."""

    index: int
    count: int


def find(index: Optional[int], count: Optional[int]) -> Rank:
    """The rank by arguments, else by `torch.distributed`, else by RANK and WORLD_SIZE, else 0 of 1."""
    if index is None and count is None:
        group = distributed()
        if group is not None:
            return Rank(group.get_rank(), group.get_world_size())
        index = int(os.environ.get("RANK", "0"))
        count = int(os.environ.get("WORLD_SIZE", "1"))
    if index is None or count is None:
        raise ValueError(f"rank and ranks must be given together but were {index} and {count}")
    if not 0 <= index < count:
        raise ValueError(f"rank must be 0..{count - 1} but was {index}")
    return Rank(index, count)


def agreed(rank: Rank, what: str, argument: str) -> str:
    """A random word that all ranks of this start have alike, drawn by rank 0.

    Collective: every rank calls it. Raises ValueError where ranks cannot talk to one another.
    """
    word = uuid.uuid4().hex
    if rank.count == 1:
        return word
    group = distributed()
    if group is None or group.get_world_size() != rank.count:
        raise ValueError(
            f"{argument} must be given, the same for all {rank.count} ranks, where torch.distributed "
            f"is not initialised: {what}"
        )
    words = [word]
    group.broadcast_object_list(words, src=0)
    return words[0]
