"""The local workspace with the bot in it: everything on this machine, no account, example people and tickets.

It keeps its own database, beside that of a real installation, so that example data never meets real data.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.orm import Session

from qabot import clock, migrate, programme, serve
from qabot import manifest as manifest_file
from qabot.access import Role
from qabot.app import TIMETABLE, Qabot, build, open_database
from qabot.audit import unacknowledged
from qabot.audit.reminder_rules import Step
from qabot.db import Database
from qabot.dispute import queries as disputes
from qabot.dispute import rules as dispute_rules
from qabot.dispute.queries import Deadline
from qabot.errors import Misconfigured
from qabot.keeping import erasing
from qabot.keeping.register import Register
from qabot.people import service as people
from qabot.programme import Programme, WouldUndo
from qabot.schedule import queries as schedules
from qabot.settings import Settings
from qabot.slack.gateway import Gateway
from sandbox import AppSeed, ChannelSeed, Sandbox, Seed, UserSeed
from sandbox.clock import Due
from scheduler.runner import Runner
from scheduler.timetable import Heartbeat

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
FOLDER = Path(".qabot")
COMING, TELL_SECONDS = 20, 0.5
REMINDS = {
    Step.FIRST: "A reminder to acknowledge the result of ticket {reference}",
    Step.SECOND: "Another reminder to acknowledge the result of ticket {reference}",
    Step.LEAD: "A lead is told that the result of ticket {reference} waits",
}
WELCOME = "Slack on your own machine, with qabot in it. Choose who you are."


@dataclass(frozen=True)
class Local:
    """The workspace and the bot, both running."""

    sandbox: Sandbox
    qabot: Qabot
    settings: Settings


@contextmanager
def local(settings: Settings, *, folder: Path = FOLDER, database_url: str | None = None) -> Iterator[Local]:
    """Start the workspace, load the examples, start the bot; stop all of it at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    read = programme.read_programme(EXAMPLES / "programme.yml")
    sandbox = _workspace(read, settings, folder)
    sandbox.start()
    try:
        held = settings_for(sandbox, settings, database_url or f"sqlite:///{folder}/local.db")
        held = held.model_copy(update={"qabot_erasure_file": folder / "erasures.json"})
        now = time_of(sandbox)
        load_examples(held, read, now=now)
        bot = build(held, now=now)
        with serve.running(bot, held), telling_what_comes(bot.database, sandbox, now):
            yield Local(sandbox, bot, held)
    finally:
        sandbox.stop()


def _workspace(read: Programme, settings: Settings, folder: Path) -> Sandbox:
    port = settings.qabot_sandbox_port
    try:
        start = seed(read, request_url=_request_url(settings))
        return Sandbox(start, port=port, state_file=folder / "workspace.json", rates=True)
    except OSError as error:
        taken = (
            f"QABOT_SANDBOX_PORT: port {port} is taken. Does the local workspace run already? Or choose another port."
        )
        raise Misconfigured([taken]) from error


def seed(read: Programme, *, request_url: str | None = None) -> Seed:
    """The workspace that belongs to a programme: its people, its channels, and this app."""
    manifest = manifest_file.read()
    return Seed(
        team_name=read.name,
        users=[
            UserSeed(
                name=person.key,
                real_name=person.name,
                email=person.email,
                title=person.title,
                tz=read.time_zone_of(person.key),
            )
            for person in read.people
        ],
        channels=[
            ChannelSeed(
                name=channel.name,
                purpose=channel.purpose,
                members=read.members_of(channel),
            )
            for channel in read.channels
        ],
        app=AppSeed(manifest=manifest, request_url=request_url),
        welcome=WELCOME,
        suggestions=suggestions(read),
    )


def suggestions(read: Programme) -> list[tuple[str, str]]:
    """Whom to be first, and what to try: an auditor, an associate and a manager of this programme."""
    tries = (
        (Role.AUDITOR, "Type /qa-audit in any channel to score a ticket."),
        (Role.ASSOCIATE, "Open qabot to read your results and acknowledge them."),
        (Role.MANAGER, "Type /qa-audit and see how you are told that this is for auditors."),
    )
    return [
        (next(person.key for person in read.people if role in {entry.role for entry in person.roles}), text)
        for role, text in tries
    ]


def _request_url(settings: Settings) -> str | None:
    """Where the workspace delivers to in HTTP mode; in Socket Mode the bot connects by itself."""
    if settings.qabot_mode == "socket":
        return None
    return f"http://{settings.qabot_http_host}:{settings.qabot_http_port}/slack/events"


def settings_for(sandbox: Sandbox, settings: Settings, database_url: str) -> Settings:
    """The same settings, but for this workspace in place of Slack."""
    app = sandbox.seed.app
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(app.bot_token),
            "slack_app_token": SecretStr(app.app_token),
            "slack_signing_secret": SecretStr(app.signing_secret),
            "slack_api_url": sandbox.api_url,
            "qabot_database_url": database_url,
        }
    )


def time_of(sandbox: Sandbox) -> clock.Clock:
    """The workspace's time: somebody may have moved its clock."""
    return lambda: datetime.fromtimestamp(sandbox.now(), UTC)


def what_comes(session: Session, now: datetime) -> list[Due]:
    """What the clock does next: what channels are told, what happens to disputes, and who is reminded."""
    said = schedules.coming(session, TIMETABLE.holidays, now=now, count=COMING)
    deadlines = disputes.deadlines(session, now=now, limit=COMING)
    reminders = unacknowledged.coming(session, now=now, limit=COMING)
    dues = [
        *(Due(one.at.timestamp(), TIMETABLE.title(session, one.kind, one.about)) for one in said),
        *(Due(one.at.timestamp(), _deadline(one)) for one in deadlines),
        *(Due(at.timestamp(), REMINDS[step].format(reference=reference)) for at, step, reference in reminders),
    ]
    return sorted(dues, key=lambda due: due.at)[:COMING]


def _deadline(one: Deadline) -> str:
    happens = "goes to the next QA leads" if one.state in dispute_rules.WAITING else "cannot be escalated any more"
    return f"The dispute over ticket {one.reference} {happens}"


@contextmanager
def telling_what_comes(database: Database, sandbox: Sandbox, now: clock.Clock) -> Iterator[None]:
    """Let the workspace know what is due next, so that one can go straight there."""
    told: list[Due] = []

    def tell() -> None:
        nonlocal told
        with database.reading() as session:
            dues = what_comes(session, now())
        if dues != told:
            sandbox.read(lambda: sandbox.clock.says(dues))
            told = dues

    runner = Runner([Heartbeat("what comes", TELL_SECONDS, tell, at_start=True)])
    runner.start()
    try:
        yield
    finally:
        runner.stop()


def load_examples(settings: Settings, read: Programme, *, now: clock.Clock) -> None:
    """Bring the database up to date and load people, scorecards and tickets; a second time changes nothing."""
    database = open_database(settings)
    try:
        migrate.upgrade(database)
        register = Register(settings.erasure_file)
        erasing.reapply(database, register, now=now())
        _load(database, read, register, now())
        gateway = Gateway(
            settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else "",
            base_url=settings.slack_api_url,
        )
        users = gateway.users()
        with database.transaction() as session:
            people.link_slack_users(session, users, now=now())
    finally:
        database.dispose()


def _load(database: Database, read: Programme, register: Register, now: datetime) -> None:
    tickets = EXAMPLES / "tickets.csv"
    # What somebody tried out as an admin stays as it is.
    with suppress(WouldUndo), database.transaction() as session:
        programme.import_programme(session, read, now=now, erased=erasing.known(session, register))
    with database.transaction() as session:
        programme.import_tickets(session, tickets.read_text(encoding="utf-8"), file=tickets.name, now=now)
