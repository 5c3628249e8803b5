"""What ours is measured against: Bolt with empty listeners, and Bolt with the same number of plain SQL statements."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy import event

from bench.signed import SECRET
from qabot.app import bolt_app
from qabot.db import Database
from qabot.slack.port import Identity
from tests.fakes import TEAM

ANYTHING = re.compile(".*")
PLAIN = {
    "SELECT": "SELECT id, name, number FROM bench_row WHERE id = {key}",
    "INSERT": "INSERT INTO bench_row (name, number) VALUES ('a name of some length', {key})",
    "UPDATE": "UPDATE bench_row SET number = number + 1 WHERE id = {key}",
    "DELETE": "DELETE FROM bench_row WHERE id = -{key}",
}
IDENTITY = Identity(TEAM, "Bench", "B0", "U0BOT", frozenset())
Plan = tuple[str, ...]


def bolt() -> App:
    """The same Bolt as ours: signatures are checked, and the answer comes before the ack."""
    return bolt_app("xoxb-bench", SECRET, client=WebClient(base_url="http://127.0.0.1:9/api/"), identity=IDENTITY)


def bare() -> App:
    """Every request is acknowledged, and nothing else."""
    return _listening(lambda: None)


@dataclass
class Statements:
    """Which statements each request of ours made; the floor then makes as many plain ones of the same kinds."""

    plans: list[Plan] = field(default_factory=list)
    _now: list[str] = field(default_factory=list)

    @contextmanager
    def counting(self, database: Database) -> Iterator[None]:
        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            verb = statement.split(None, 1)[0].upper()
            if verb in PLAIN:
                self._now.append(verb)

        event.listen(database.engine, "before_cursor_execute", count)
        try:
            yield
        finally:
            event.remove(database.engine, "before_cursor_execute", count)

    def end_of_request(self) -> None:
        self.plans.append(tuple(self._now))
        self._now.clear()


@dataclass
class Floor:
    """Bolt and plain SQL in one transaction a request, on the same kind of database."""

    database: Database
    plans: Iterator[Plan] = field(default_factory=lambda: iter(()))
    _key: int = 0

    def app(self) -> App:
        with self._writing() as connection:
            serial = "SERIAL" if self.database.dialect == "postgresql" else "INTEGER"
            connection.exec_driver_sql(
                f"CREATE TABLE bench_row (id {serial} PRIMARY KEY, name VARCHAR(64), number INTEGER)"
            )
            for number in range(100):
                connection.exec_driver_sql(PLAIN["INSERT"].format(key=number))
        return _listening(self._work)

    def _work(self) -> None:
        self._key = self._key % 90 + 1
        with self._writing() as connection:
            for verb in next(self.plans):
                connection.exec_driver_sql(PLAIN[verb].format(key=self._key))

    def _writing(self) -> Any:
        return self.database.engine.execution_options(qabot_writes=True).begin()


def _listening(work: Callable[[], None]) -> App:
    app = bolt()

    def listener(ack: Ack) -> None:
        work()
        ack()

    app.command(ANYTHING)(listener)
    app.action(ANYTHING)(listener)
    app.view(ANYTHING)(listener)
    app.event("app_home_opened")(listener)
    return app
