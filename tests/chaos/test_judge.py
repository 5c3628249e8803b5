"""The judge sees each kind of wrong; a plan is the same for the same seed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from qabot import outbox
from qabot.outbox import OutboxRow, State
from qabot.slack.port import Message
from tests.chaos import plan, stage, things
from tests.chaos.judge import Verdict, judge
from tests.chaos.load import CHANNELS
from tests.chaos.pace import Pace
from tests.chaos.stage import Stage
from tests.times import T0

ROOM = CHANNELS[0]


@pytest.fixture
def place(database_url: str) -> Iterator[Stage]:
    with stage.on(database_url) as made:
        with made.database.transaction() as session:
            for key in ("first", "second"):
                outbox.enqueue(session, key=key, channel=ROOM, message=Message(key), now=T0)
            session.execute(update(OutboxRow).values(state=State.SENT))
        yield made


def stands(place: Stage, key: str, text: str = "") -> str:
    metadata = {"event_type": "qabot_message", "event_payload": {"key": key}}
    return place.sandbox.read(lambda: place.sandbox.workspace.add_message(ROOM, text or key, metadata=metadata)).ts


def verdict(place: Stage) -> Verdict:
    return judge(place.sandbox, place.database, [], Pace())


def test_all_is_well(place: Stage) -> None:
    stands(place, "first")
    stands(place, "second")
    assert verdict(place).good


def test_lost(place: Stage) -> None:
    stands(place, "second")
    assert verdict(place).lost == ["first"]


def test_never_sent(place: Stage) -> None:
    with place.database.transaction() as session:
        session.execute(update(OutboxRow).where(OutboxRow.key == "first").values(state=State.UNKNOWN))
    stands(place, "second")
    found = verdict(place)
    assert (len(found.unsaid), found.good) == (1, False)


def test_dead_is_visible_and_not_lost(place: Stage) -> None:
    with place.database.transaction() as session:
        session.execute(update(OutboxRow).where(OutboxRow.key == "first").values(state=State.DEAD))
    stands(place, "second")
    found = verdict(place)
    assert (found.visible[State.DEAD], found.good) == (1, True)


def test_twice_and_taken_away(place: Stage) -> None:
    copy, _, _ = stands(place, "first"), stands(place, "first"), stands(place, "second")
    found = verdict(place)
    assert (found.duplicated, found.standing, found.unexplained) == (["first"], ["first"], ["first"])
    place.sandbox.read(lambda: place.sandbox.workspace.delete_message(ROOM, copy))
    found = verdict(place)
    assert (found.standing, found.taken_back, found.good) == ([], 1, False)


def test_out_of_order(place: Stage) -> None:
    stands(place, "second")
    stands(place, "first")
    assert verdict(place).out_of_order == ["second"]


def test_never_recorded(place: Stage) -> None:
    for key in ("first", "second", "from nowhere"):
        stands(place, key)
    assert verdict(place).never_recorded == ["from nowhere"]


def test_stale(place: Stage) -> None:
    stands(place, "first")
    stands(place, "second")
    at = stands(place, "chaos:1", things.card_text(1, 1))
    with place.database.transaction() as session:
        things.add(session, 1, "UMAYA")
        outbox.post_card(session, card=things.CARD, subject=1, channel=ROOM, now=T0)
        values = {"state": State.SENT, "sent_channel": ROOM, "sent_ts": at}
        session.execute(update(OutboxRow).where(OutboxRow.card == things.CARD).values(values))
    assert verdict(place).stale == ["home:UMAYA"]
    with place.database.transaction() as session:
        things.change(session, 1)
    assert verdict(place).stale == ["chaos:1", "home:UMAYA"]


def test_the_seed_fixes_the_plan() -> None:
    def of(seed: int) -> list[plan.Blow]:
        return plan.blows(seed, 600, Pace(), restarts=True)

    assert of(1) == of(1) != of(2)
    assert {blow.deed for blow in of(1)} == {"kill", "freeze", "restart"}
    assert sum(mishap.share for mishap in plan.mishaps(Pace())) == pytest.approx(1 / 3, abs=0.02)
