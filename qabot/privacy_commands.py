"""`qabot privacy …`: what the operator does with people's data. `--dry-run` shows what would happen, and does nothing.

A hold that is asked for here is confirmed in Slack, by a security officer or an admin: so it takes two people as well.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from sqlalchemy.orm import Session

from qabot import clock
from qabot.app import periods
from qabot.console import DryRun, out, read_settings, stop_on, up_to_date
from qabot.db import Database
from qabot.keeping import erasing, exporting, holds, messages, messages_erase, messages_hold, orders, queries, retention
from qabot.keeping.register import Register
from qabot.keeping.rules import OPEN, Basis, Kind, Outcome
from qabot.settings import Settings

privacy = typer.Typer(
    name="privacy", help="What is kept of people: holds, export, erasure, retention.", no_args_is_help=True
)
UNCHANGED = "Nothing was changed: this was a dry run."

Name = Annotated[str, typer.Argument(help="key or e-mail address of the person")]
Reason = Annotated[str, typer.Option("--reason", help="why; it is kept, so write no personal data")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Show what would happen, and change nothing.")]


@privacy.command(name="holds")
def show_holds() -> None:
    """List the legal holds that there are, with their numbers."""
    with up_to_date() as database, database.reading() as session:
        found = queries.holds(session, *OPEN)
    for held in found:
        out.print(f"{held.hold_id}: {escape(held.about)}, {holds.STATES[held.state]}", highlight=False)
    if not found:
        out.print("There are no legal holds.")


@privacy.command()
def hold(
    person: Annotated[str, typer.Argument(help="key or e-mail address of the person; none with --ticket")] = "",
    ticket: Annotated[str, typer.Option("--ticket", help="reference of a ticket: its audit, and not a person")] = "",
    *,
    reason: Reason,
    dry_run: Dry = False,
) -> None:
    """Ask for a legal hold. It holds once somebody confirms it in Slack."""
    with _changing(dry_run) as (session, _):
        person_id = queries.named(session, person).person_id if person else None
        audit_id = queries.audit_of_ticket(session, ticket) if ticket else None
        asked = holds.ask(session, actor=None, person_id=person_id, audit_id=audit_id, reason=reason, now=clock.now())
        out.print(
            f"Hold {asked.hold.hold_id}: {messages_hold.asked_text(asked.confirmers, release=False)}", highlight=False
        )


@privacy.command()
def release(
    number: Annotated[int, typer.Argument(help="number of the hold, as `qabot privacy holds` shows it")],
    *,
    reason: Reason,
    dry_run: Dry = False,
) -> None:
    """Ask to release a legal hold. It holds until somebody confirms in Slack."""
    with _changing(dry_run) as (session, _):
        asked = holds.ask_release(session, actor=None, hold_id=number, reason=reason, now=clock.now())
        out.print(messages_hold.asked_text(asked.confirmers, release=True), highlight=False)


@privacy.command()
def export(
    person: Name,
    *,
    reason: Reason,
    file: Annotated[Path, typer.Option("--out", help="the file to write; only you can read it", dir_okay=False)],
    dry_run: Dry = False,
) -> None:
    """Write everything about one person to a JSON file, and note in the journal that it was done."""
    if file.exists():
        stop_on([f"{file} exists already. Name a new file."])
    with _changing(dry_run) as (session, _):
        about = queries.named(session, person)
        content = orders.export_by_operator(session, person_id=about.person_id, reason=reason, now=clock.now())
        for table, rows in exporting.tally(content).items():
            out.print(f"{table}: {rows}", highlight=False)
        if not dry_run:
            _write(file, exporting.as_file(content))
            out.print(
                f"Written to {escape(str(file))}. It is confidential: delete it when it is used.", highlight=False
            )


@privacy.command()
def erase(
    person: Name,
    *,
    reason: Annotated[Basis, typer.Option("--reason", help="why: asked, left or ordered")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
    dry_run: Dry = False,
) -> None:
    """Make a person a former member without a name. This is for good."""
    held = read_settings()
    with up_to_date(held) as database, database.reading() as session:
        about = queries.named(session, person)
        _show(erasing.preview(session, about.person_id))
    if dry_run:
        out.print(UNCHANGED)
        return
    if not (yes or typer.confirm(f"Erase {about.name} for good?")):
        stop_on(["Nothing was erased."])
    with up_to_date(held) as database:
        _erase(database, held, about.person_id, reason)


@privacy.command()
def reapply(dry_run: Dry = False) -> None:
    """After restoring a backup: erase again whom the register names. The bot does so by itself when it starts."""
    held = read_settings()
    register = Register(held.erasure_file)
    with up_to_date(held) as database:
        if dry_run:
            with database.reading() as session:
                back = len(erasing.brought_back(session, register))
            out.print(f"{back} people would be erased again. {UNCHANGED}", highlight=False)
            return
        back = erasing.reapply(database, register, now=clock.now())
    out.print(f"{back} people were erased again." if back else "Everybody in the register is erased.", highlight=False)


@privacy.command(name="retention")
def sweep(dry_run: Dry = False) -> None:
    """Let go now what is older than it is kept. The bot does so by itself, every few hours."""
    held = read_settings()
    kept = periods(held)
    with up_to_date(held) as database:
        with database.reading() as session:
            due = retention.due(session, periods=kept, now=clock.now())
        for kind in Kind:
            out.print(f"{messages.KINDS[kind]}: {kept.of(kind).days} days, {due[kind]} due", highlight=False)
        if dry_run:
            out.print(UNCHANGED)
            return
        for kind in Kind:
            _sweep(database, kind, held)
    out.print("What was due is gone.")


def _sweep(database: Database, kind: Kind, held: Settings) -> None:
    gone = 1
    while gone:
        with database.transaction() as session:
            gone = retention.sweep(session, kind, periods=periods(held), now=clock.now())


def _erase(database: Database, held: Settings, person_id: int, basis: Basis) -> None:
    register = Register(held.erasure_file)
    with database.transaction() as session:
        done = erasing.erase(
            session, person_id=person_id, asked_by=None, basis=basis, register=register, now=clock.now()
        )
    erasing.reapply(database, register, now=clock.now())
    out.print(
        f"Erased: now “Former member {done.person_id}”. The register is {escape(str(register.path))}.", highlight=False
    )


def _show(found: Outcome) -> None:
    for line in messages_erase.goes(found):
        out.print(f"• {line}", highlight=False)


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(content)


@contextmanager
def _changing(dry_run: bool) -> Iterator[tuple[Session, Settings]]:
    """A transaction of a command; a dry run is rolled back and says so."""
    held = read_settings()
    try:
        with up_to_date(held) as database, database.transaction() as session:
            yield session, held
            if dry_run:
                raise DryRun
    except DryRun:
        out.print(UNCHANGED)
