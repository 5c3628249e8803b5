"""`qabot schedule`: what is said again and again, and what an operator does with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from qabot import clock
from qabot.db import Database
from qabot.schedule import queries, rules, service
from qabot.schedule.kinds import Timetable
from qabot.schedule.queries import Entry

Opened = Callable[[], AbstractContextManager[Database]]
Name = Annotated[str, typer.Argument(help="the name, as `qabot schedule list` shows it")]
SHOWN = 5
out = Console(soft_wrap=True)


def commands(opened: Opened, timetable: Timetable) -> typer.Typer:
    group = typer.Typer(name="schedule", help="What is said again and again: list and change it.", no_args_is_help=True)

    @group.command(name="list")
    def show() -> None:
        """List every schedule: what it says, where, and when the next time comes."""
        with opened() as database, database.reading() as session:
            found = queries.entries(session, timetable.holidays)
            unreadable = queries.unreadable(session, timetable.holidays)
        _print(found, unreadable)

    @group.command()
    def preview(name: Name) -> None:
        """Show the next five times, on the clocks of the schedule's zone."""
        with opened() as database, database.reading() as session:
            entry = queries.by_name(session, name, timetable.holidays)
        for due in rules.upcoming(entry.schedule, max(clock.now(), entry.done_until), SHOWN):
            out.print(_local(due, entry.zone), highlight=False)
        if not entry.enabled:
            out.print(f"It is paused: `qabot schedule resume {name}` lets it speak again.", highlight=False)

    @group.command()
    def pause(name: Name) -> None:
        """Say nothing until it is resumed."""
        with opened() as database, database.transaction() as session:
            entry = queries.by_name(session, name, timetable.holidays)
            service.pause(session, schedule_id=entry.schedule_id, actor_id=None, now=clock.now())
        out.print(f"{name} is paused.", highlight=False)

    @group.command()
    def resume(name: Name) -> None:
        """Go on; what would have been due in the pause is not said."""
        with opened() as database, database.transaction() as session:
            entry = queries.by_name(session, name, timetable.holidays)
            service.resume(
                session,
                schedule_id=entry.schedule_id,
                holidays=timetable.holidays,
                actor_id=None,
                now=clock.now(),
            )
            entry = queries.by_name(session, name, timetable.holidays)
        out.print(f"{name} goes on. The next time is {_next(entry)}.", highlight=False)

    @group.command(name="run-now")
    def run_now(name: Name) -> None:
        """Say it once more now, beside its times. The bot that runs sends it."""
        with opened() as database, database.transaction() as session:
            entry = queries.by_name(session, name, timetable.holidays)
            service.run_now(session, schedule_id=entry.schedule_id, timetable=timetable, actor_id=None, now=clock.now())
        out.print(f"{name} is in the outbox. A running bot sends it at once.", highlight=False)

    return group


def _print(found: list[Entry], unreadable: list[str]) -> None:
    for name in unreadable:
        out.print(f"{name} was set up by another version of qabot. This one leaves it alone.", highlight=False)
    if not found and not unreadable:
        out.print("There is no schedule yet. `/qa-digest` in Slack sets one up.")
    table = Table("name", "says", "channel", "next time", box=None, pad_edge=False)
    for entry in found:
        table.add_row(entry.name, entry.kind, entry.channel, _next(entry))
    if found:
        out.print(table)


def _next(entry: Entry) -> str:
    if not entry.enabled:
        return "paused"
    return _local(entry.next_due, entry.zone) if entry.next_due else "none"


def _local(due: datetime, zone: str) -> str:
    return f"{due.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} {zone}"
