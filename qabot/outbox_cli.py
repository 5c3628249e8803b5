"""`qabot outbox`: what was not said, and what an operator does with it. No message is ever shown, only its facts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from qabot import clock
from qabot.db import Database
from qabot.delivery import queries, service
from qabot.delivery.rules import WORDS, Cause, Trouble
from qabot.errors import InvalidInput

Opened = Callable[[], AbstractContextManager[Database]]
Ids = Annotated[list[int] | None, typer.Argument(help="ids, as `qabot outbox list` shows them")]
OfCause = Annotated[Cause | None, typer.Option("--cause", help="everything with this cause, in place of ids")]
LISTED = 200
out = Console(soft_wrap=True)


def commands(opened: Opened) -> typer.Typer:
    group = typer.Typer(name="outbox", help="What was not said: list, retry and drop it.", no_args_is_help=True)

    @group.command(name="list")
    def show() -> None:
        """List what is dead, held or expired, why, and what to do."""
        with opened() as database, database.reading() as session:
            troubles, rows = queries.troubles(session), queries.rows(session, limit=LISTED)
        _print(troubles, rows, clock.now())

    @group.command()
    def retry(ids: Ids = None, cause: OfCause = None) -> None:
        """Put messages back in line. What may have been posted is looked for in Slack first."""
        _deal_with(opened, service.retry, "back in line", ids, cause)

    @group.command()
    def drop(ids: Ids = None, cause: OfCause = None) -> None:
        """Leave messages unsaid for good."""
        _deal_with(opened, service.drop, "dropped", ids, cause)

    return group


def _deal_with(opened: Opened, deal: Callable[..., int], done: str, ids: list[int] | None, cause: Cause | None) -> None:
    if bool(ids) == bool(cause):
        raise InvalidInput("Name the ids that `qabot outbox list` shows, or a --cause.")
    with opened() as database, database.transaction() as session:
        wanted = ids or [row.row_id for row in queries.rows(session, cause=cause, limit=1000)]
        count = deal(session, wanted, actor=None, now=clock.now())
    out.print(f"{count} {done}.", highlight=False)
    if ids and count < len(ids):
        out.print(f"{len(ids) - count} of the ids do not wait for you. See `qabot outbox list`.", highlight=False)


def _print(troubles: list[Trouble], rows: list[queries.Row], now: datetime) -> None:
    if not troubles:
        out.print("Everything that was to be said was said, or is on its way.")
        return
    for trouble in troubles:
        words = WORDS[trouble.cause]
        out.print(f"[bold]{words.title}[/] ({trouble.cause}, {trouble.count}): {words.todo}", highlight=False)
    table = Table("id", "kind", "state", "cause", "fault", "tries", "to", "age")
    for row in rows:
        facts = (row.row_id, row.kind, row.state, row.cause, row.fault, row.attempts, row.target)
        table.add_row(*map(str, facts), _age(now - row.created_at))
    if rows:
        out.print(table)


def _age(waited: timedelta) -> str:
    minutes = int(waited.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"
