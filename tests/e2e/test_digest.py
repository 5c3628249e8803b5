"""A digest in the local workspace: set up by a manager, reached by time travel, said in order, kept over a restart."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select

from qabot import clock
from qabot.dev import Local
from qabot.digest.messages import CHANNEL_BLOCK, LOB_BLOCK
from qabot.digest.wanted import TIME_BLOCK, WEEKDAY_BLOCK
from qabot.outbox import OutboxRow, State
from sandbox.clock import Due
from sandbox.outcome import Outcome
from sandbox.testing import Person, words
from scheduler.mender import mending
from tests.waiting import until

QA = "qa-team"
CONSUMER = "Consumer Care"


def test_what_is_due_next_is_reached_and_happens(local: Local) -> None:
    manager = local.sandbox.person("miriam-okafor")
    sets_up(manager, CONSUMER)
    assert coming(local).what == f"Weekly audits: {CONSUMER}"
    go_there(local)
    digests(local, manager, 1)
    go_there(local)
    first, second = digests(local, manager, 2)
    assert "This was due" not in first + second
    assert first.splitlines()[0] == second.splitlines()[0] == f"Weekly audits: {CONSUMER}"
    assert said_next(first) != said_next(second)


def test_a_jump_over_weeks_says_the_newest_with_its_time(local: Local) -> None:
    manager = local.sandbox.person("miriam-okafor")
    sets_up(manager, CONSUMER)
    due = coming(local)
    local.sandbox.read(lambda: local.sandbox.clock.to(due.at + 30 * 86_400))
    [said] = digests(local, manager, 1)
    assert "This was due on Wednesday" in said


def test_a_channel_without_the_bot_is_told_at_the_field(local: Local) -> None:
    manager = local.sandbox.person("miriam-okafor")
    place = local.sandbox.workspace.find_channel(QA)
    local.sandbox.read(lambda: local.sandbox.deeds.remove_app(manager.id, place.id))
    manager.types("/qa-digest", QA)
    assert "/invite @qabot" in fill(manager, CONSUMER).errors[CHANNEL_BLOCK]
    manager.invites("qabot", QA)
    assert manager.submits().ok
    assert "The first digest comes Wednesday" in words(manager.sees.view())


@pytest.mark.parametrize("lost", ["removed", "archived"])
def test_what_a_lost_channel_kept_back_is_said_once_it_is_mended(local: Local, lost: str) -> None:
    manager = local.sandbox.person("miriam-okafor")
    sets_up(manager, CONSUMER)
    place, deeds = local.sandbox.workspace.find_channel(QA), local.sandbox.deeds
    lose = {"removed": deeds.remove_app, "archived": deeds.archive}[lost]
    local.sandbox.read(lambda: lose(manager.id, place.id))
    go_there(local)
    until(lambda: state_of_the_digest(local) == State.DEAD, "the digest to be refused")
    look = mending(local.qabot.database, local.qabot.slack, lambda: clock.now() + timedelta(days=30))
    look()
    assert state_of_the_digest(local) == State.DEAD

    if lost == "removed":
        manager.invites("qabot", QA)
    else:
        local.sandbox.read(lambda: deeds.unarchive(manager.id, place.id))
    look()
    digests(local, manager, 1)
    until(lambda: state_of_the_digest(local) == State.SENT, "the outbox to know")


def state_of_the_digest(local: Local) -> str | None:
    with local.qabot.database.reading() as session:
        posts = select(OutboxRow.state).where(OutboxRow.kind == "post", OutboxRow.target.startswith("C"))
        return session.execute(posts).scalar_one_or_none()


@pytest.mark.parametrize("mode", ["socket"])
def test_what_was_due_while_it_was_stopped(start: Callable[[str], AbstractContextManager[Local]], mode: str) -> None:
    with start(mode) as local:
        sets_up(local.sandbox.person("miriam-okafor"), CONSUMER)
        at = coming(local).at
    with start(mode) as local:
        manager = local.sandbox.person("miriam-okafor")
        assert coming(local).at == at
        go_there(local)
        digests(local, manager, 1)
    with start(mode) as local:
        coming(local)
        assert len(texts(local.sandbox.person("miriam-okafor"))) == 1


def sets_up(person: Person, lob: str) -> None:
    assert person.types("/qa-digest", QA).ok
    outcome = fill(person, lob)
    assert outcome.ok, outcome
    assert "The first digest comes Wednesday" in words(person.sees.view())
    person.closes()


def fill(person: Person, lob: str) -> Outcome:
    view = person.sees.view()
    assert {CHANNEL_BLOCK, LOB_BLOCK, WEEKDAY_BLOCK, TIME_BLOCK} <= {block.get("block_id") for block in view.blocks}
    [block] = [block for block in view.blocks if block.get("block_id") == LOB_BLOCK]
    [value] = [one["value"] for one in block["element"]["options"] if one["text"]["text"] == lob]
    assert person.fills(view, {LOB_BLOCK: value, WEEKDAY_BLOCK: "2", TIME_BLOCK: "08:30"}).ok
    return person.submits()


def coming(local: Local) -> Due:
    return until(local.sandbox.clock.next_due, "the bot to say what it does next")


def go_there(local: Local) -> None:
    """The moment of the next thing that is due; the bot then says what comes after it."""
    due = coming(local)
    local.sandbox.read(local.sandbox.clock.to_next_due)
    until(lambda: coming(local).at > due.at, "the bot to say what it does after that")


def digests(local: Local, person: Person, count: int) -> list[str]:
    until(lambda: len(texts(person)) >= count, f"{count} digests in the channel")
    return texts(person)


def texts(person: Person) -> list[str]:
    return [message.text for message in person.sees.messages(QA) if message.text.startswith("Weekly audits")]


def said_next(text: str) -> str:
    return text.splitlines()[-1]
