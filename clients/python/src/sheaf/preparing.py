"""Prepared batches: the server decodes, crops and stacks; what comes is one tensor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Dict, Mapping, Optional, Tuple, Union

from .errors import WireError
from .torches import numpy, torch

#: `(height, width)`, a mapping of the fields, or a `Prepared`.
Wanted = Union[None, "Prepared", Tuple[int, int], Mapping[str, Any]]

_MOST_SIDE = 4096


@dataclass(frozen=True)
class Prepared:
    """How the server is to prepare pictures: decode, crop to `height` × `width`, mirror, stack.

    *Which part:* `crop` is `center`, or `random`: by the job's seed, the epoch and the sample, so that the same
    batch has the same pixels whenever it is asked for. Pixels are those of the picture in its own resolution;
    a smaller picture is enlarged until it covers the part. `flip` mirrors every second one, by the same
    chance.
    """

    height: int
    width: int
    crop: str = "center"
    flip: bool = False

    def __post_init__(self) -> None:
        for name, side in (("height", self.height), ("width", self.width)):
            if isinstance(side, bool) or not isinstance(side, int) or not 1 <= side <= _MOST_SIDE:
                raise ValueError(f"{name} must be 1..{_MOST_SIDE} but was {side!r}")
        if self.crop not in ("center", "random"):
            raise ValueError(f"crop must be center or random but was {self.crop!r}")

    @staticmethod
    def of(wanted: Wanted) -> "Optional[Prepared]":
        """What is wanted: `(height, width)`, a mapping of the fields, or one of these."""
        if wanted is None or isinstance(wanted, Prepared):
            return wanted
        if isinstance(wanted, Mapping):
            fields = dict(wanted)
            if "size" in fields:
                fields["height"], fields["width"] = fields.pop("size")
            return Prepared(**fields)
        height, width = wanted
        return Prepared(height, width)

    @property
    def document(self) -> Dict[str, Any]:
        """What a job says of it."""
        return asdict(self)

    @property
    def query(self) -> str:
        """The part of a request that asks for it."""
        flip = "true" if self.flip else "false"
        return f"&form=prepared&size={self.height}x{self.width}&crop={self.crop}&flip={flip}"

    def stacked(self, rows: memoryview) -> Any:
        """Rows that lie one after another, as uint8 [N, 3, height, width], without a copy."""
        row_bytes = 3 * self.height * self.width
        if len(rows) % row_bytes:
            raise WireError(f"{len(rows)} bytes came, which are no rows of {row_bytes}")
        shape = (len(rows) // row_bytes, 3, self.height, self.width)
        if torch is not None:
            if shape[0] == 0:
                return torch.empty(shape, dtype=torch.uint8)
            return torch.frombuffer(rows, dtype=torch.uint8).view(shape)
        if numpy is not None:
            return numpy.frombuffer(rows, dtype=numpy.uint8).reshape(shape)
        return [rows[at : at + row_bytes] for at in range(0, len(rows), row_bytes)]
