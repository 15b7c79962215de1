"""What is shipped: a wheel and a source archive that hold the package and its types, and no errors of type."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def _has(module: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


class Packaging(unittest.TestCase):
    def test_wheel_and_source_archive_are_built_without_a_network(self) -> None:
        if not (_has("setuptools.build_meta") and _has("wheel")):
            self.skipTest("setuptools or wheel is not installed (python3-setuptools, python3-wheel)")
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "client")
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("target", "*.egg-info", "build"))
            build = (
                "from setuptools import build_meta as b; "
                "print(b.build_wheel('dist')); print(b.build_sdist('dist'))"
            )
            made = subprocess.run(
                [sys.executable, "-c", f"import os; os.makedirs('dist'); {build}"],
                cwd=copy, capture_output=True, text=True,
            )
            self.assertEqual(0, made.returncode, made.stderr)
            dist = os.path.join(copy, "dist")
            wheel, = (name for name in os.listdir(dist) if name.endswith(".whl"))
            archive, = (name for name in os.listdir(dist) if name.endswith(".tar.gz"))
            with zipfile.ZipFile(os.path.join(dist, wheel)) as opened:
                self.assertIn("sheaf/py.typed", opened.namelist())
                self.assertIn("sheaf/dataset.py", opened.namelist())
            with tarfile.open(os.path.join(dist, archive)) as opened_tar:
                names = [name.split("/", 1)[-1] for name in opened_tar.getnames()]
                self.assertIn("src/sheaf/py.typed", names)
            out = subprocess.run(
                [sys.executable, "-c", "import sheaf; print(sheaf.__version__)"],
                cwd=folder, capture_output=True, text=True,
                env={**os.environ, "PYTHONPATH": os.path.join(dist, wheel)},
            )
            self.assertEqual("0.1.0\n", out.stdout, out.stderr)

    def test_the_package_is_typed(self) -> None:
        if not _has("mypy"):
            self.skipTest("mypy is not installed (python3-mypy)")
        with tempfile.TemporaryDirectory() as folder:
            checked = subprocess.run(
                [sys.executable, "-m", "mypy", "--cache-dir", folder],
                cwd=ROOT, capture_output=True, text=True,
            )
        self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)


if __name__ == "__main__":
    unittest.main()
