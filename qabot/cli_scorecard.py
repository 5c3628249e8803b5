"""`qabot scorecard …`: the versions of a scorecard, for the operator at the command line."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.orm import Session

from qabot import clock, programme
from qabot.audit.rules import Scorecard
from qabot.db import Database
from qabot.errors import NotFound
from qabot.scorecard import queries, service, words
from qabot.scorecard.queries import Version
from qabot.scorecard.rules import State

OpenDatabase = Callable[[], AbstractContextManager[Database]]
File = Annotated[Path, typer.Argument(help="the YAML file of one scorecard", exists=True, dir_okay=False)]
Key = Annotated[str, typer.Argument(help="the key of the scorecard, as in its file")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
MISSING = "There is no {state} version of “{key}”. `qabot scorecard list` shows what there is."
NEXT = "Nothing is scored with it yet: `qabot scorecard publish {key}` publishes it."


def commands(database: OpenDatabase, out: Console) -> typer.Typer:
    """The commands; `database` opens the database of this installation."""
    made = typer.Typer(name="scorecard", help="Import, compare, publish and retire scorecards.", no_args_is_help=True)

    def tell(*lines: str) -> None:
        for line in lines:
            out.print(line, highlight=False, markup=False)

    @made.command(name="list")
    def list_versions() -> None:
        """Show every version of every scorecard."""
        with database() as opened, opened.reading() as session:
            tell(*map(_line, queries.listed(session, with_drafts=True)))

    @made.command()
    def diff(file: File) -> None:
        """Show what a file would change, compared with the published version."""
        card = _read(file)
        with database() as opened, opened.reading() as session:
            tell(*words.difference(_published(session, card.key), card))

    @made.command(name="import")
    def import_draft(file: File, dry_run: DryRun = False) -> None:
        """Keep a file as a draft, and show what publishing it would change."""
        card = _read(file)
        with database() as opened, opened.transaction() as session:
            tell(*words.difference(_published(session, card.key), card))
            draft = service.import_draft(session, actor=None, card=card, now=clock.now())
            if dry_run:
                session.rollback()
        tell("Nothing was changed: this was a dry run." if dry_run else _done(draft), *_next(card.key, dry_run))

    @made.command()
    def publish(key: Key) -> None:
        """Publish the draft of a scorecard; the version before it is retired."""
        with database() as opened, opened.transaction() as session:
            held = _newest(session, key, State.DRAFT)
            tell(*words.difference(_published(session, key), held.card))
            tell(_done(service.publish(session, actor=None, version_id=held.version_id, now=clock.now())))

    @made.command()
    def retire(key: Key) -> None:
        """Take the published version out of use: no new audits begin with it."""
        with database() as opened, opened.transaction() as session:
            held = _newest(session, key, State.PUBLISHED)
            tell(_done(service.retire(session, actor=None, version_id=held.version_id, now=clock.now())))

    return made


def _read(file: Path) -> Scorecard:
    return programme.read_scorecard(str(file), file.read_bytes())


def _published(session: Session, key: str) -> Scorecard | None:
    held = queries.newest(session, key, State.PUBLISHED)
    return held.card if held else None


def _newest(session: Session, key: str, state: State) -> Version:
    held = queries.newest(session, key, state, lock=True)
    if held is None:
        raise NotFound(MISSING.format(state=state.value, key=key))
    return held


def _done(held: Version) -> str:
    return f"Version {held.card.version} of “{held.card.name}” is {words.STATES[held.state]} now."


def _next(key: str, dry_run: bool) -> list[str]:
    return [] if dry_run else [NEXT.format(key=key)]


def _line(held: Version) -> str:
    card = held.card
    used = ", ".join(held.queues) or "no queue"
    facts = f"pass mark {words.number(card.pass_mark)}, {len(card.criteria)} criteria, used by {used}"
    return f"{card.key} version {card.version}, {held.state.value}: {card.name} ({facts})"
