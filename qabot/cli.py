"""The command line: what an operator does."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.markup import escape
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from qabot import (
    cli_scorecard,
    clock,
    doctor,
    migrate,
    outbox_cli,
    privacy_commands,
    programme,
    roles,
    schedule_cli,
    serve,
)
from qabot.app import TIMETABLE, build, open_database
from qabot.console import DryRun, out
from qabot.console import print_faults as _print_faults
from qabot.console import read_settings as _settings
from qabot.console import stop_on as _stop_on
from qabot.console import up_to_date as _up_to_date
from qabot.db import Database
from qabot.errors import InvalidInput, Misconfigured, QabotError
from qabot.journal import chain
from qabot.keeping import erasing
from qabot.keeping.register import Register
from qabot.programme import ImportReport
from qabot.settings import Settings
from qabot.slack.gateway import Gateway
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
cli.add_typer(privacy_commands.privacy)
cli.add_typer(outbox_cli.commands(_up_to_date))
cli.add_typer(cli_scorecard.commands(_up_to_date, out))
cli.add_typer(schedule_cli.commands(_up_to_date, TIMETABLE))
log = structlog.get_logger()


@cli.command()
def run() -> None:
    """Start the bot. Without Slack tokens, start the local workspace in the browser with the bot in it."""
    held = _settings()
    if not held.has_slack:
        _local(held)
        return
    _stop_on(held.faults())
    _prepare(held)
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
    database = open_database(held)
    before = migrate.current(database)
    database.dispose()
    _prepare(held)
    out.print(f"The database is at {migrate.head()}." + (" It was already." if before == migrate.head() else ""))


@cli.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="programme.yml, or a CSV file of tickets", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Take back what was changed in Slack, too.")] = False,
) -> None:
    """Load the programme (people, queues, scorecards) or tickets: all of the file, or nothing of it."""
    try:
        held = _settings()
        with _up_to_date(held) as database:
            load = _loader(file, held, overwrite=overwrite or dry_run)
            with database.transaction() as session:
                _print_report(load(session), differences=dry_run)
                if not dry_run:
                    return
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


def _prepare(held: Settings) -> None:
    """Bring the database up to date, and erase again whom a restored backup brought back."""
    roles.upgrade(held)
    database = open_database(held)
    try:
        _erase_again(database, held)
    finally:
        database.dispose()


def _erase_again(database: Database, held: Settings) -> None:
    register = Register(held.erasure_file)
    back = erasing.reapply(database, register, now=clock.now())
    with database.reading() as session:
        strangers = erasing.strangers(session, register)
    if strangers:
        out.print(f"[yellow]warning[/] {escape(strangers)}", highlight=False)
    if back:
        out.print(f"{back} people who were erased before were in this database again, and are erased again.")


def _local(held: Settings) -> None:
    # The workspace takes half a second to load: no other command has to wait for it.
    from qabot import dev

    with dev.local(held) as place:
        out.print("\n[bold]Your local workspace with qabot is ready.[/]")
        out.print(f"Open [link]{place.sandbox.url}/[/link] in a browser. Press Ctrl-C here to stop.\n")
        serve.until_stopped()


def _loader(file: Path, held: Settings, *, overwrite: bool) -> Callable[[Session], ImportReport]:
    """The file, read and checked, as what brings it into the database."""
    if file.suffix == ".csv":
        text = _text(file)
        return lambda session: programme.import_tickets(session, text, file=file.name, now=clock.now())
    read = programme.read_programme(file)
    if read.example:
        raise InvalidInput(
            f"{file} is example data, which belongs in the local workspace only (`qabot dev` loads it there). "
            "Copy it, remove the line `example: true`, and put in your own people."
        )
    if held.slack_bot_token is not None:
        programme.check_channels(Gateway(held.slack_bot_token.get_secret_value(), base_url=held.slack_api_url), read)

    def load(session: Session) -> ImportReport:
        register = Register(held.erasure_file)
        lost, erased = erasing.unrecognisable(session, register), erasing.known(session, register)
        report = programme.import_programme(session, read, now=clock.now(), overwrite=overwrite, erased=erased)
        report.warnings += [lost] if lost else []
        return report

    return load


def _print_report(report: ImportReport, *, differences: bool) -> None:
    for line in (str(report), *(report.differences if differences else ())):
        out.print(escape(line), highlight=False)
    for warning in report.warnings:
        out.print(f"[yellow]warning[/] {escape(warning)}", highlight=False)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{file} is not a text file in UTF-8. Save it as CSV in UTF-8 and import it again."
        ) from error
