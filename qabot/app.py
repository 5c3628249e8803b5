"""The composition root: settings → database → gateway → Bolt app and scheduler. Only the command line imports it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

import handlers
from handlers import parsing
from qabot import clock, home
from qabot.audit import batches, cards
from qabot.audit.reminder_rules import DEFAULT, After
from qabot.db import Database
from qabot.digest import service as digest
from qabot.dispute import cards as dispute_cards
from qabot.keeping import cards as keeping_cards
from qabot.keeping import export_orders
from qabot.keeping.register import Register
from qabot.keeping.rules import Periods
from qabot.notice import cards as notice_cards
from qabot.people import calendars
from qabot.schedule.kinds import Kind, Timetable
from qabot.settings import ERASURES, Settings
from qabot.slack.gateway import Gateway, web_client
from qabot.slack.port import Identity, Slack
from scheduler.deadlines import KINDS
from scheduler.runner import Runner
from scheduler.sender import RenderCard, Sender
from scheduler.timetable import heartbeats

log = structlog.get_logger()
SPARE_CONNECTIONS = 4
FOREIGN = "This workspace is not the one that qabot is installed in."
CARDS: dict[str, RenderCard] = {
    cards.RESULT: dispute_cards.result,
    cards.BATCH: batches.card,
    dispute_cards.AUDITOR: dispute_cards.auditor,
    dispute_cards.LEAD: dispute_cards.lead,
    keeping_cards.EXPORT: export_orders.card,
    keeping_cards.HOLD: keeping_cards.hold,
    keeping_cards.REMOVED: keeping_cards.removed,
    dispute_cards.ASKED: dispute_cards.asked,
    **notice_cards.renderers(KINDS),
}
TIMETABLE = Timetable(kinds={digest.AUDITS: Kind(digest.say, digest.title)}, holidays=calendars.days_off)


@dataclass(frozen=True)
class Qabot:
    """A bot that is wired up and not yet started."""

    database: Database
    slack: Slack
    bolt: App
    sender: Sender
    runner: Runner


def build(settings: Settings, *, now: clock.Clock = clock.now) -> Qabot:
    """Wire the bot up. It asks Slack who it is, so it raises a SlackFault where the token does not work."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    gateway = Gateway(token, base_url=settings.slack_api_url)
    database = open_database(settings)
    bolt = bolt_app(
        token,
        settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None,
        client=web_client(None, settings.slack_api_url),
        identity=gateway.identity(),
    )
    return assemble(
        database,
        gateway,
        bolt,
        now=now,
        every=settings.qabot_heartbeat_seconds,
        register=Register(settings.erasure_file),
        keep=periods(settings),
        operators=settings.qabot_operators_channel,
        after=reminders(settings),
    )


def assemble(
    database: Database,
    slack: Slack,
    bolt: App,
    *,
    now: clock.Clock,
    register: Register | None = None,
    keep: Periods | None = None,
    every: float = 0.5,
    operators: str | None = None,
    after: After = DEFAULT,
) -> Qabot:
    kept, erased = keep or Periods(), register or Register(ERASURES)
    handlers.register(bolt, handlers.Deps(database=database, slack=slack, clock=now, periods=kept, timetable=TIMETABLE))
    sender = Sender(
        database=database,
        slack=slack,
        clock=now,
        cards=CARDS,
        home=home.render_for_slack_user,
        timely=notice_cards.say_from(KINDS),
    )
    beats = heartbeats(
        database=database,
        slack=slack,
        clock=now,
        sender=sender,
        timetable=TIMETABLE,
        register=erased,
        periods=kept,
        every=every,
        operators=operators,
        after=after,
    )
    return Qabot(database=database, slack=slack, bolt=bolt, sender=sender, runner=Runner(beats))


def periods(settings: Settings) -> Periods:
    """How long what is kept in this installation."""
    return Periods(
        audit_texts=settings.qabot_keep_audit_texts_days,
        drafts=settings.qabot_keep_drafts_days,
        messages=settings.qabot_keep_messages_days,
        reasons=settings.qabot_keep_reasons_days,
    )


def reminders(settings: Settings) -> After:
    """After how much working time somebody is reminded to acknowledge."""
    return After(
        first=timedelta(hours=settings.qabot_remind_first_hours),
        second=timedelta(hours=settings.qabot_remind_second_hours),
        lead=timedelta(hours=settings.qabot_remind_lead_hours),
    )


def open_database(settings: Settings) -> Database:
    """A pool as large as the number of requests served at once, and some for the heartbeats."""
    return Database(settings.qabot_database_url, pool_size=settings.qabot_concurrency + SPARE_CONNECTIONS)


def bolt_app(token: str, signing_secret: str | None, *, client: WebClient, identity: Identity) -> App:
    """A Bolt app that answers before it acknowledges, and that asks Slack nothing of its own accord."""
    app = App(
        name="qabot",
        logger=logging.getLogger("slack_bolt.qabot"),
        signing_secret=signing_secret or "",
        client=client,
        authorize=_authorize(token, identity),
        process_before_response=True,
        request_verification_enabled=signing_secret is not None,
    )
    app.use(_only_from(identity.team_id))
    return app


def dispatch(bolt: App, **asked: Any) -> BoltResponse:
    """Serve one request, given by the arguments of a BoltRequest.

    Bolt itself stumbles over a request of a shape that Slack never sends: its sender is told so, and nothing happens.
    """
    try:
        request = BoltRequest(**asked)
        if parsing.is_readable(request.body):
            return bolt.dispatch(request)
        log.warning("request.unreadable")
    except Exception:
        log.exception("request.unreadable")
    return BoltResponse(status=400, body="")


def _authorize(token: str, identity: Identity) -> Callable[..., Any]:
    known = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team_id,
        bot_id=identity.bot_id,
        bot_user_id=identity.bot_user_id,
        bot_token=token,
    )
    return lambda: known


def _only_from(team_id: str) -> Callable[..., BoltResponse | None]:
    """Another workspace gets an answer, and nothing of ours: its request is looked at no further."""

    def check(context: BoltContext, body: dict[str, Any], next: Callable[[], None]) -> BoltResponse | None:
        if context.team_id == team_id:
            next()
            return None
        return BoltResponse(status=200, body=FOREIGN if "command" in body else "")

    return check
