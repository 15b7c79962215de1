"""Real nodes for the tests: `./sheaf serve` as a process of its own, on free ports, in a scratch folder."""

from __future__ import annotations

import atexit
import glob
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from typing import Dict, List, Optional

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
#: Jars of a built node; SHEAF_LIB names another place.
LIB = os.path.abspath(os.environ.get("SHEAF_LIB", os.path.join(ROOT, "node", "target", "lib")))
#: The cache of classes that the nodes' own tests have made of these jars, where they have run.
CLASSES = os.path.join(os.path.dirname(LIB), "child.aot")
#: The tree that was built there, which has the trainers.
HOME = os.path.abspath(os.path.join(LIB, "..", "..", ".."))
_SCREEN = re.compile(r"  (\w+) +(.*)")
_START_SECONDS = 90


def why_no_node() -> Optional[str]:
    """Why no node can be started here; None when one can."""
    if not glob.glob(os.path.join(LIB, "sheaf-node-*.jar")):
        return f"no node is built in {LIB}: mvn -DskipTests package, or set SHEAF_LIB"
    if java() is None:
        return "no JDK 25 found: install temurin-25-jdk or set JAVA_HOME"
    return None


def java() -> Optional[str]:
    """The java of a JDK 25 or newer, looked for where the launcher looks."""
    for home in [os.environ.get("JAVA_HOME", ""), *sorted(glob.glob("/usr/lib/jvm/*"))]:
        try:
            with open(os.path.join(home, "release"), encoding="utf-8") as release:
                found = re.search(r'^JAVA_VERSION="(\d+)', release.read(), re.MULTILINE)
        except OSError:
            continue
        if found and int(found.group(1)) >= 25:
            return os.path.join(home, "bin", "java")
    return None


class Node:
    """A node that is up; its state outlives it, so that it can be started again."""

    def __init__(self, settings: Optional[List[str]] = None) -> None:
        self.folder = tempfile.mkdtemp(prefix="sheaf-client-")
        self._settings = settings or []
        self._port = 0
        self._process: Optional[subprocess.Popen[str]] = None
        atexit.register(self.close)
        self.start()

    def start(self) -> None:
        """Starts it, at the address that it had before, and waits until it is ready."""
        settings = [
            f"state={self.folder}/state",
            f"http.port={self._port}",
            "data.port=0",
            "cluster.port=0",
            "cache.memory=256 MiB",
            *self._settings,
        ]
        command = [
            str(java()),
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            *([f"-XX:AOTCache={CLASSES}", "-Xlog:aot=off"] if os.path.exists(CLASSES) else []),
            f"-Dsheaf.home={HOME}",
            "-cp",
            os.path.join(LIB, "*"),
            "dev.sheaf.node.cli.SheafCli",
            "serve",
        ]
        for setting in settings:
            command += ["--set", setting]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
        )
        self._screen: Dict[str, str] = {}
        self._lines: List[str] = []
        ready = threading.Event()
        threading.Thread(target=self._follow, args=(self._process, ready), daemon=True).start()
        if not ready.wait(_START_SECONDS) or "images" not in self._screen:
            output = "".join(self._lines)
            self.close()
            raise AssertionError(f"the node did not start:\n{output}")
        self._port = int(self.url.rsplit(":", 1)[1])

    def _follow(self, process: "subprocess.Popen[str]", ready: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.append(line)
            entry = _SCREEN.match(line)
            if entry:
                self._screen[entry.group(1)] = entry.group(2).strip()
                if entry.group(1) == "images":
                    ready.set()
        process.stdout.close()
        ready.set()

    @property
    def url(self) -> str:
        """The root of its API."""
        return self._screen["API"]

    def kill(self) -> None:
        """SIGKILL, and waits until the process is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def close(self) -> None:
        """Kills it and takes its folder away."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


_shared: Optional[Node] = None


def shared() -> Node:
    """The node that tests share which do it no harm."""
    global _shared
    if _shared is None:
        _shared = Node()
    return _shared


def eventually(condition: "object", seconds: float = 30.0) -> None:
    """Returns when `condition()` is true; fails when it does not become so."""
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > until:
            raise AssertionError(f"not so within {seconds:g} s: {condition}")
        time.sleep(0.01)
