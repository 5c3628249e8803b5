"""The command line: what an operator does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from qabot import clock, dev, doctor, logs, migrate, programme, roles, schedule_cli, serve, settings
from qabot.app import TIMETABLE, build, open_database
from qabot.db import Database
from qabot.errors import InvalidInput, Misconfigured, QabotError
from qabot.journal import chain
from qabot.settings import Settings
from qabot.slack.port import SlackFault

cli = typer.Typer(
    name="qabot",
    help="A support department's quality-assurance programme, run in Slack.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
journal = typer.Typer(name="journal", help="Who did what when: show and check its chain.", no_args_is_help=True)
cli.add_typer(journal)
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)
log = structlog.get_logger()


class DryRun(Exception):
    """Rolls the transaction of an import back."""


@cli.command()
def run() -> None:
    """Start the bot. Without Slack tokens, start the local workspace in the browser with the bot in it."""
    held = _settings()
    if not held.has_slack:
        _local(held)
        return
    _stop_on(held.faults())
    roles.upgrade(held)
    with serve.running(build(held), held):
        out.print("qabot is running. Press Ctrl-C to stop it.")
        serve.until_stopped()


@cli.command(name="dev")
def local() -> None:
    """Start the local workspace in the browser with the bot and its example people, whatever tokens are set."""
    _local(_settings())


@cli.command(name="migrate")
def migrate_database() -> None:
    """Bring the database to the state that this version expects."""
    held = _settings()
    before = migrate.current(open_database(held))
    roles.upgrade(held)
    out.print(f"The database is at {migrate.head()}." + (" It was already." if before == migrate.head() else ""))


@cli.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="programme.yml, or a CSV file of tickets", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
) -> None:
    """Load the programme (people, queues, scorecards) or tickets: all of the file, or nothing of it."""
    try:
        with _up_to_date() as database, database.transaction() as session:
            out.print(_imported(session, file), highlight=False)
            if dry_run:
                raise DryRun
    except DryRun:
        out.print("Nothing was changed: this was a dry run.")
    except InvalidInput as fault:
        _stop_on([fault.sentence])


@cli.command(name="doctor")
def examine() -> None:
    """Check tokens, scopes, database, migrations, clock and channels, and say what to do about each fault."""
    findings = list(doctor.examine(_settings()))
    for finding in findings:
        mark = "[green]ok   [/]" if finding.ok else "[red]fault[/]"
        out.print(f"{mark} {finding.what}: {escape(finding.says)}", highlight=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@journal.command(name="head")
def journal_head() -> None:
    """Print how many rows the journal's chain holds and the hash that covers them: keep it somewhere else."""
    with _up_to_date() as database, database.reading() as session:
        out.print(str(chain.head(session)), highlight=False)


@journal.command(name="verify")
def journal_verify(
    head: Annotated[str, typer.Option("--head", help="what `qabot journal head` printed before")] = "",
) -> None:
    """Check that no row of the journal was changed; without a kept head, a cut-off end cannot be seen."""
    kept = chain.read_head(head) if head else None
    with _up_to_date() as database, database.reading() as session:
        fault, last = chain.verify(session, kept), chain.head(session)
    if fault is not None:
        row = f", row {fault.row_id}" if fault.row_id is not None else ""
        _stop_on([f"The journal is broken at position {fault.position}{row}: {fault.says}"])
    out.print(f"The journal is as it was written: {last.position} rows.", highlight=False)


def main() -> None:
    """Run a command; what a person can mend is one line for each fault, without a stack trace."""
    try:
        cli()
    except Misconfigured as fault:
        _print_faults(fault.faults)
        sys.exit(1)
    except QabotError as fault:
        _print_faults([fault.sentence])
        sys.exit(1)
    except SQLAlchemyError as fault:
        kind = type(getattr(fault, "orig", None) or fault).__name__
        _print_faults([f"The database cannot be used ({kind}). Check QABOT_DATABASE_URL, and run `qabot doctor`."])
        sys.exit(1)
    except SlackFault as fault:
        _print_faults([f"Slack answered {fault.code}. Run `qabot doctor` to find out why."])
        sys.exit(1)


def _local(held: Settings) -> None:
    with dev.local(held) as place:
        out.print("\n[bold]Your local workspace with qabot is ready.[/]")
        out.print(f"Open [link]{place.sandbox.url}/[/link] in a browser. Press Ctrl-C here to stop.\n")
        serve.until_stopped()


def _imported(session: Session, file: Path) -> str:
    if file.suffix == ".csv":
        return str(programme.import_tickets(session, _text(file), file=file.name, now=clock.now()))
    read = programme.read_programme(file)
    if read.example:
        raise InvalidInput(
            f"{file} is example data, which belongs in the local workspace only (`qabot dev` loads it there). "
            "Copy it, remove the line `example: true`, and put in your own people."
        )
    return str(programme.import_programme(session, read, now=clock.now()))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{file} is not a text file in UTF-8. Save it as CSV in UTF-8 and import it again."
        ) from error


def _settings() -> Settings:
    held = settings.read()
    logs.configure(held.qabot_log_level, held.qabot_log_format)
    return held


@contextmanager
def _up_to_date() -> Iterator[Database]:
    """The database of this installation, at the state that this version expects."""
    database = open_database(_settings())
    try:
        if migrate.current(database) != migrate.head():
            _stop_on(["The database is not up to date. Run `qabot migrate` first."])
        yield database
    finally:
        database.dispose()


def _stop_on(faults: list[str]) -> None:
    if faults:
        _print_faults(faults)
        raise typer.Exit(1)


def _print_faults(faults: list[str]) -> None:
    for fault in faults:
        err.print(f"[red]fault[/] {escape(fault)}", highlight=False)


cli.add_typer(schedule_cli.commands(_up_to_date, TIMETABLE))
