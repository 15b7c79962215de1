"""`python -m sheaf`: what rate this client can reach (`check`), and beside others (`bench`)."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, List, Optional

from . import __version__, bench, check
from .errors import SheafError


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs a verb; 0 done, 1 failed, 2 wrong use."""
    parser = argparse.ArgumentParser("python -m sheaf", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for module in (check, bench):
        module.arguments(verbs)
    options = parser.parse_args(arguments)
    try:
        report = options.run(options)
    except (SheafError, ValueError, ImportError, OSError) as failed:
        print(f"sheaf: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    _print(report, options.json)
    return 0


def _print(report: Any, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.document(), indent=2))
    else:
        print(report.table())


if __name__ == "__main__":
    sys.exit(main())
