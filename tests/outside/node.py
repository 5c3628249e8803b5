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
MISSING = "no node here: install node 18 or newer, with npm (apt-get install nodejs npm)"
INSTALL_SECONDS = 240


def node() -> str:
    """The program, with all packages in place."""
    modules()
    return _found("node")


def modules() -> Path:
    """The folder of the installed packages. Several processes may ask: one installs, the others wait for it."""
    with (FOLDER / ".npmrc").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not INSTALLED.is_file() or INSTALLED.stat().st_mtime < LOCK.stat().st_mtime:
            _install(_found("npm"))
    return MODULES


def _install(npm: str) -> None:
    done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode:
        _without(f"npm ci failed in {FOLDER}:\n{done.stderr}")


def _found(program: str) -> str:
    path = shutil.which(program)
    return path or _without(MISSING)


def _without(reason: str) -> NoReturn:
    if os.environ.get("QABOT_REQUIRE_NODE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
