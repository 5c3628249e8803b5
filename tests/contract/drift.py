"""`python -m tests.contract.drift`: migrate empty databases of both kinds and compare them with the code."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qabot import migrate
from qabot.db import Database
from tests import databases


def differences() -> Iterator[str]:
    for backend in databases.BACKENDS:
        with tempfile.TemporaryDirectory() as folder:
            for url in databases.empty(backend, Path(folder)):
                database = Database(url)
                migrate.upgrade(database)
                yield from (f"{backend}: {change}" for change in migrate.drift(database))
                database.dispose()


def main() -> int:
    databases.prepare()
    try:
        found = list(differences())
    finally:
        databases.remove()
    sys.stdout.write("".join(f"{line}\n" for line in found) or "The migrations lead to the tables in the code.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
