"""Requests that arrive at the same moment: each has its effect once, and nobody waits for ever."""

import threading

import pytest
from sqlalchemy import text

from handlers import requests
from handlers.requests import Answer, Request
from qabot.db import Database
from qabot.errors import WrongState
from qabot.journal import JournalRow
from qabot.people import queries as people
from qabot.slack.port import Message
from tests.driver import Payload
from tests.edge.conftest import Desk
from tests.waiting import SECONDS, until


def delivered_at_once(desk: Desk, payloads: list[Payload]) -> list[str]:
    """The answers to requests that arrive at the same moment."""
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda one=one: answers.append(desk.driver.deliver(one).text)) for one in payloads
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_deliveries_at_once_have_one_effect(desk: Desk) -> None:
    desk.then = requests.say(Message("Done."))
    desk.driver.command("maya", "/desk")
    payload = desk.driver.sent[-1] | {"trigger_id": "at.once"}
    assert delivered_at_once(desk, [payload] * 4) == ["Done."] * 4
    assert desk.effects() == 2


def test_who_waited_for_a_lock_gets_the_answer_of_the_same_request_before_it(desk: Desk) -> None:
    """A refusal that only the other delivery of this very request has caused is none."""
    if desk.db.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time: the second delivery finds the first one's answer at once")

    def once(request: Request) -> Answer:
        people.lock(request.session, request.actor.person_id)
        if request.session.query(JournalRow).count() > 1:
            raise WrongState("This is done already.")
        until(lambda: somebody_waits(desk.db), "the second delivery to wait for the lock")
        return requests.say(Message("Done."))

    desk.then = once
    payload = desk.driver.command_payload("maya", "/desk")
    assert delivered_at_once(desk, [payload] * 2) == ["Done."] * 2
    assert desk.effects() == 1


def test_two_that_wait_for_each_other_are_both_served(desk: Desk) -> None:
    """PostgreSQL ends one of the two; on SQLite there is one writer at a time."""
    first_locks = threading.Barrier(2, timeout=SECONDS)
    locked_once: set[int] = set()

    def crosswise(request: Request) -> Answer:
        mine, theirs = (1, 2) if "there" in request.text else (2, 1)
        people.lock(request.session, mine)
        if desk.db.dialect == "postgresql" and mine not in locked_once:
            locked_once.add(mine)
            first_locks.wait()
        people.lock(request.session, theirs)
        return requests.say(Message("Done."))

    desk.then = crosswise
    payloads = [desk.driver.command_payload("maya", "/desk", way) for way in ("there", "back")]
    assert delivered_at_once(desk, payloads) == ["Done."] * 2
    assert desk.effects() == 2


def somebody_waits(db: Database) -> bool:
    with db.reading() as session:
        waiting = session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()
    return bool(waiting)
