"""Node for tests: its packages are installed from the lock file, once for each state of that file.

Without node these tests are skipped, and say so; with QABOT_REQUIRE_NODE=1 that is a failure.
"""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

FOLDER = Path(__file__).resolve().parent / "js"
MODULES = FOLDER / "node_modules"
LOCK = FOLDER / "package-lock.json"
# Written by npm at the end of an installation.
INSTALLED = MODULES / ".package-lock.json"
MISSING = "no node here: install node 20 or newer, with npm (apt-get install nodejs npm)"
INSTALL_SECONDS = 240


def node() -> str:
    """The program, with all packages in place."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        _without(MISSING)
    _install(npm)
    return found


def _install(npm: str) -> None:
    """Tests may run in several processes: one installs, the others wait for it."""
    with (FOLDER / ".npmrc").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if INSTALLED.is_file() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime:
            return
        done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode:
        _without(f"npm ci failed in {FOLDER}:\n{done.stderr}")


def _without(reason: str) -> NoReturn:
    if os.environ.get("QABOT_REQUIRE_NODE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
