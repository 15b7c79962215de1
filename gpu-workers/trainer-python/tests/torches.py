"""PyTorch for tests, or the reason why there is none."""

from __future__ import annotations

import importlib.util

REASON = None if importlib.util.find_spec("torch") else "torch is not installed (apt install python3-torch)"


def trainer():
    """The trainer's module, with torch."""
    import sheaf_trainer

    sheaf_trainer.import_torch()
    return sheaf_trainer
