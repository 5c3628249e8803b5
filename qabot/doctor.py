"""Is this installation fit to run? Each check says what it found and, where it is a fault, what to do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from qabot import manifest as manifest_file
from qabot import migrate, roles
from qabot.app import open_database
from qabot.db import Database
from qabot.people import queries as people
from qabot.settings import Settings
from qabot.slack.gateway import Gateway
from qabot.slack.port import Identity, Slack, SlackFault

CLOCK_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """`what` was checked, whether it is `ok`, and what there is to say or to do."""

    what: str
    ok: bool
    says: str


def examine(settings: Settings) -> Iterator[Finding]:
    """All checks, one after the other; a check that another one has to pass first is left out."""
    yield from _settings(settings)
    database = open_database(settings)
    try:
        yield from check_database(database)
    finally:
        database.dispose()
    if not settings.has_slack or settings.slack_bot_token is None:
        return
    yield _clock(settings.slack_api_url)
    if settings.qabot_mode == "socket" and settings.slack_app_token is not None:
        yield check_socket(Gateway(settings.slack_app_token.get_secret_value(), base_url=settings.slack_api_url))
    yield from check_slack(Gateway(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url))


def _settings(settings: Settings) -> Iterator[Finding]:
    if not settings.has_slack:
        yield Finding("tokens", True, "None set: `make run` starts the local workspace.")
        return
    faults = settings.faults()
    yield from (Finding("tokens", False, fault) for fault in faults)
    if not faults:
        yield Finding("tokens", True, f"Set for {settings.qabot_mode} mode.")


def check_database(database: Database) -> Iterator[Finding]:
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        kind = type(error).__name__
        yield Finding(
            "database", False, f"Cannot be reached ({kind}). Check QABOT_DATABASE_URL and that it is running."
        )
        return
    yield Finding("database", True, f"Reached ({database.dialect}).")
    yield _migrations(database)
    if migrate.current(database) == migrate.head():
        if database.dialect == "postgresql":
            yield _journal(database)
        yield _people(database)


def _migrations(database: Database) -> Finding:
    current, head = migrate.current(database), migrate.head()
    if current == head:
        return Finding("migrations", True, f"At {head}.")
    return Finding("migrations", False, f"At {current or 'nothing'}, expected {head}. Run `qabot migrate`.")


def _journal(database: Database) -> Finding:
    if roles.can_change_journal(database):
        return Finding(
            "journal",
            False,
            "The bot's database role could change it. Make a second role that owns the tables, put its address into "
            "QABOT_DATABASE_OWNER_URL and run `qabot migrate`.",
        )
    return Finding("journal", True, "The bot's database role can add rows to it and change none.")


def _people(database: Database) -> Finding:
    with database.reading() as session:
        strangers = people.unlinked(session)
    if not strangers:
        return Finding("people", True, "Everybody in the programme has a Slack user.")
    return Finding(
        "people",
        False,
        f"{len(strangers)} {'person' if len(strangers) == 1 else 'people'} in the programme without a Slack user of "
        "that e-mail address. "
        "Correct the address in the programme file, or invite them to Slack.",
    )


def check_slack(slack: Slack, manifest: Path = manifest_file.PATH) -> Iterator[Finding]:
    """Token, scopes and channels, as Slack sees them."""
    try:
        identity = slack.identity()
    except SlackFault as fault:
        yield Finding(
            "Slack", False, f"Refused the bot token ({fault.code}). Install the app again and copy the token."
        )
        return
    yield Finding("Slack", True, f"Connected to the workspace {identity.team}.")
    yield _scopes(identity, manifest_file.wanted_scopes(manifest))
    yield _or_fault("channels", slack, _channels)


def check_socket(slack: Gateway) -> Finding:
    """Whether Slack would give this app-level token a socket; none is opened."""
    try:
        slack.ask_for_socket()
    except SlackFault as fault:
        return Finding(
            "Socket Mode",
            False,
            f"Slack refused the app-level token ({fault.code}). Turn Socket Mode on, and make a token with the scope "
            "connections:write under Basic Information, App-Level Tokens.",
        )
    return Finding("Socket Mode", True, "Slack takes the app-level token.")


def _scopes(identity: Identity, wanted: Iterable[str]) -> Finding:
    missing = sorted(set(wanted) - identity.scopes)
    if missing:
        return Finding(
            "scopes",
            False,
            f"Missing: {', '.join(missing)}. Paste manifest.yml into the app's settings and reinstall it.",
        )
    spare = sorted(identity.scopes - set(wanted))
    return Finding(
        "scopes", True, "All there." + (f" Not needed, and better removed: {', '.join(spare)}." if spare else "")
    )


def _channels(slack: Slack) -> Finding:
    joined = [channel for channel in slack.channels() if channel.is_member and not channel.archived]
    read_by = {channel.name: slack.audience(channel.channel_id) for channel in joined}
    shared = sorted(name for name, others in read_by.items() if others.organisations or others.guests)
    if shared:
        return Finding(
            "channels",
            False,
            "The bot is in channels that guests or other organisations can read, so it says nothing there: "
            f"{', '.join(shared)}. Remove it from them.",
        )
    return Finding(
        "channels", True, f"The bot is in {len(joined)} channels, none open to guests or other organisations."
    )


def _or_fault(what: str, slack: Slack, check: Callable[[Slack], Finding]) -> Finding:
    try:
        return check(slack)
    except SlackFault as fault:
        return Finding(what, False, f"Slack refused to list them ({fault.code}). Check the scopes above.")


def _clock(api_url: str) -> Finding:
    """Slack refuses signatures that are five minutes old; a reminder must not be early either."""
    try:
        with urlopen(Request(f"{api_url}api.test", method="POST"), timeout=5) as answer:  # noqa: S310 checked in settings
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (URLError, OSError, TypeError, ValueError):
        return Finding("clock", False, "Slack could not be reached to compare the time. Check the network.")
    off = abs((datetime.now(UTC) - theirs).total_seconds())
    if off > CLOCK_SECONDS:
        return Finding("clock", False, f"This machine's clock is {off:.0f} s off. Turn on time synchronisation (NTP).")
    return Finding("clock", True, f"Within {CLOCK_SECONDS} s of Slack's.")
