"""What happens to people's data by itself: orders are carried out, what is old goes, the register is kept in line."""

from collections.abc import Callable

import structlog

from qabot.clock import Clock
from qabot.db import Database
from qabot.errors import QabotError
from qabot.keeping import erasing, exporting, messages, orders, retention, said
from qabot.keeping.orders import Order
from qabot.keeping.register import Register
from qabot.keeping.rules import Kind, OrderKind, Periods
from qabot.slack.port import Refused, Slack, SlackFault

log = structlog.get_logger()
# A beat takes so many batches of a kind at most: the rest waits for the next one.
BATCHES = 50
NOT_SENT = "Slack did not take the file ({code}). Run `qabot privacy export` where the bot runs, or ask again later."


def carrying_out(database: Database, slack: Slack, clock: Clock, register: Register) -> Callable[[], None]:
    """The beat that exports and erases what was asked for."""

    def beat() -> None:
        with database.reading() as session:
            waiting = orders.waiting(session, now=clock())
        for order in waiting:
            with database.transaction() as session:
                mine = orders.claim(session, order, now=clock())
            if mine:
                _carry_out(database, slack, clock, register, order)

    return beat


def aligning(database: Database, clock: Clock, register: Register) -> Callable[[], None]:
    """The beat that keeps database and register in line."""
    return lambda: _align(database, clock, register)


def sweeping(database: Database, clock: Clock, periods: Periods) -> Callable[[], None]:
    """The beat that lets go what is old enough, each batch in a transaction of its own."""

    def beat() -> None:
        for kind in Kind:
            for _ in range(BATCHES):
                # Looking takes no write lock.
                with database.reading() as session:
                    if not retention.anything(session, kind, periods=periods, now=clock()):
                        break
                with database.transaction() as session:
                    retention.sweep(session, kind, periods=periods, now=clock(), limit=retention.BATCH)

    return beat


def _align(database: Database, clock: Clock, register: Register) -> None:
    erasing.reapply(database, register, now=clock())


def _carry_out(database: Database, slack: Slack, clock: Clock, register: Register, order: Order) -> None:
    try:
        if order.kind is OrderKind.ERASURE:
            with database.transaction() as session:
                orders.erase(session, order, register=register, now=clock())
            _align(database, clock, register)
        else:
            _export(database, slack, clock, order)
    except QabotError as refusal:
        if isinstance(refusal, said.NotNow) and not orders.is_last_attempt(order):
            return
        _refuse(database, clock, order, refusal.sentence, type(refusal).__name__)
    except SlackFault as fault:
        log.warning("export.not_sent", order=order.order_id, code=fault.code)
        if isinstance(fault, Refused) or orders.is_last_attempt(order):
            _refuse(database, clock, order, NOT_SENT.format(code=fault.code), fault.code)


def _export(database: Database, slack: Slack, clock: Clock, order: Order) -> None:
    if order.address is None:
        raise Refused("no_slack_user")
    with database.reading() as session:
        content = exporting.as_file(exporting.document(session, order.person_id, now=clock()))
    slack.upload(order.address, f"export-{order.order_id}.json", content, messages.exported())
    with database.transaction() as session:
        orders.exported(session, order, now=clock())


def _refuse(database: Database, clock: Clock, order: Order, sentence: str, code: str) -> None:
    with database.transaction() as session:
        orders.refuse(session, order, sentence, code, now=clock())
