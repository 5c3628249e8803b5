"""What the commands share: where they print, their settings and database, and how a fault reads."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape

from qabot import logs, migrate, settings
from qabot.app import open_database
from qabot.db import Database
from qabot.settings import Settings

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)


class DryRun(Exception):
    """Rolls the transaction of a command back."""


def read_settings() -> Settings:
    held = settings.read()
    logs.configure(held.qabot_log_level, held.qabot_log_format)
    return held


@contextmanager
def up_to_date(held: Settings | None = None) -> Iterator[Database]:
    """The database of this installation, at the state that this version expects."""
    database = open_database(held or read_settings())
    try:
        if migrate.current(database) != migrate.head():
            stop_on(["The database is not up to date. Run `qabot migrate` first."])
        yield database
    finally:
        database.dispose()


def stop_on(faults: list[str]) -> None:
    if faults:
        print_faults(faults)
        raise typer.Exit(1)


def print_faults(faults: list[str]) -> None:
    for fault in faults:
        err.print(f"[red]fault[/] {escape(fault)}", highlight=False)
