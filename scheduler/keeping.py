"""What happens to people's data by itself: orders are carried out, what is old goes, the register is kept in line."""

from collections.abc import Callable

from qabot.clock import Clock
from qabot.db import Database
from qabot.errors import QabotError
from qabot.keeping import erasing, export_orders, orders, retention, said
from qabot.keeping.orders import Order
from qabot.keeping.register import Register
from qabot.keeping.rules import Kind, OrderKind, Periods

# A beat takes so many batches of a kind at most: the rest waits for the next one.
BATCHES = 50


def carrying_out(database: Database, clock: Clock, register: Register) -> Callable[[], None]:
    """The beat that exports and erases what was asked for."""

    def beat() -> None:
        with database.reading() as session:
            erasures = orders.waiting(session, OrderKind.ERASURE, now=clock())
            exports = export_orders.due(session, now=clock())
        for order in erasures:
            with database.transaction() as session:
                mine = orders.claim(session, order, now=clock())
            if mine:
                _erase(database, clock, register, mine)
        for order in exports:
            with database.transaction() as session:
                export_orders.carry_on(session, order, now=clock())

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


def _erase(database: Database, clock: Clock, register: Register, order: Order) -> None:
    try:
        with database.transaction() as session:
            orders.erase(session, order, register=register, now=clock())
        _align(database, clock, register)
    except QabotError as refusal:
        if isinstance(refusal, said.NotNow) and not orders.is_last_attempt(order):
            return
        with database.transaction() as session:
            orders.refuse(session, order, refusal.sentence, type(refusal).__name__, now=clock())
