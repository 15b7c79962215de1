"""From the bytes of a sample to what a model takes.

A decoder is a pure function of a sample's bytes: `decode(data: memoryview) -> Any`. It runs in the threads
that read ahead. What depends on chance belongs into `transform`, which runs where the loop runs.
"""

from __future__ import annotations

import io
import warnings
from typing import Any, Callable, Union

from .torches import numpy, torch

Decode = Callable[[memoryview], Any]

_CIFAR_BYTES = 3 * 32 * 32


def raw(data: memoryview) -> memoryview:
    """The bytes as they are stored: a view that keeps its batch's memory alive."""
    return data


def tensor(data: memoryview) -> Any:
    """The bytes as a uint8 tensor of shape [length], without a copy."""
    _need("decode='tensor'", torch, "PyTorch", "python3-torch")
    if len(data) == 0:
        return torch.empty(0, dtype=torch.uint8)
    return torch.frombuffer(data, dtype=torch.uint8)


def image(data: memoryview) -> Any:
    """A JPEG, PNG or other picture as a uint8 tensor of shape [3, height, width], RGB, 0..255."""
    _need("decode='image'", torch, "PyTorch", "python3-torch")
    _need("decode='image'", numpy, "NumPy", "python3-numpy")
    try:
        from PIL import Image
    except ImportError:
        raise _missing("decode='image'", "Pillow", "python3-pil") from None
    with Image.open(io.BytesIO(data)) as opened:
        pixels = numpy.array(opened.convert("RGB"))
    return torch.from_numpy(pixels).permute(2, 0, 1).contiguous()


def cifar(data: memoryview) -> Any:
    """A record of CIFAR's binary form as a uint8 tensor of shape [3, 32, 32], RGB, 0..255."""
    _need("decode='cifar'", torch, "PyTorch", "python3-torch")
    if len(data) != _CIFAR_BYTES:
        raise ValueError(f"a CIFAR record must have {_CIFAR_BYTES} bytes but had {len(data)}")
    return torch.frombuffer(data, dtype=torch.uint8).view(3, 32, 32)


_NAMED = {"raw": raw, "tensor": tensor, "image": image, "cifar": cifar}


def decoder(wanted: Union[str, Decode, None], dataset_format: str) -> Decode:
    """The decoder that is wanted: a function, a name, or `auto`, by the dataset's format."""
    if wanted is None:
        return raw
    if callable(wanted):
        return wanted
    name = wanted
    if name == "auto":
        name = "cifar" if dataset_format == "cifar" else "image"
    if name not in _NAMED:
        raise ValueError(f"decode must be auto, {', '.join(_NAMED)} or a function but was {wanted}")
    return _NAMED[name]


def _need(who: str, module: Any, name: str, package: str) -> None:
    if module is None:
        raise _missing(who, name, package)


def _missing(who: str, name: str, package: str) -> ImportError:
    return ImportError(f"{who} needs {name}: install {package}, or use decode='raw' for bytes")


# Bodies are read into memory that may be written to; a view of it is only read from.
warnings.filterwarnings("ignore", message="The given buffer is not writable", module=__name__)
