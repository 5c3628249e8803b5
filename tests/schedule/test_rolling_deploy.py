"""Replicas of two versions side by side: each thing is said once, and what is new waits for the newer version."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.outbox import OutboxRow
from qabot.schedule.kinds import Due, Kind, Timetable
from qabot.schedule.models import OccurrenceRow, ScheduleRow
from qabot.schedule.rules import CatchUp, occurrences
from qabot.slack.port import Message
from scheduler.schedules import ticking
from tests.schedule.conftest import Schedules
from tests.times import T0, Clock

END = 6 * 24 * 60
# Which version looks, and after how many minutes: the older ones go one by one, and the last look is the newer one's.
LOOKS = st.lists(st.tuples(st.sampled_from(("older", "newer")), st.integers(0, END)), max_size=25)


@dataclass
class Deploy:
    """Two versions of the code on one database. Only the newer one knows how to sing; both talk, each its own way."""

    schedules: Schedules

    def __post_init__(self) -> None:
        self.clock = Clock()
        versions = {"older": ("talk",), "newer": ("talk", "sing")}
        self.beats = {
            name: ticking(self.schedules.db, self.clock, Timetable({kind: _saying(name, kind) for kind in kinds}))
            for name, kinds in versions.items()
        }

    def look(self, version: str, at: datetime) -> None:
        self.clock.at = at
        self.beats[version]()

    def said(self) -> Counter[tuple[str, str]]:
        """How often each occurrence was said, by kind and time; and by which version does not matter."""
        return Counter((text.split()[1], text.split()[2]) for text in self.schedules.posted())

    def by(self, version: str) -> set[str]:
        return {text.split()[1] for text in self.schedules.posted() if text.startswith(version)}


def _saying(version: str, kind: str) -> Kind:
    def say(session: Session, due: Due) -> None:
        text = f"{version} {kind} {due.due.isoformat()}"
        outbox.enqueue(session, key=due.key, channel=due.channel, message=Message(text), now=due.now)

    return Kind(say, lambda _session, _about: kind)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=LOOKS)
def test_two_versions_say_each_thing_once(schedules: Schedules, looks: list[tuple[str, int]]) -> None:
    with schedules.db.transaction() as session:
        for table in (OccurrenceRow, ScheduleRow, OutboxRow):
            session.execute(delete(table))
    made = {kind: schedules.make(kind, kind=kind, catch_up=CatchUp.ALL) for kind in ("talk", "sing")}
    deploy = Deploy(schedules)
    for version, minutes in [*sorted(looks, key=lambda look: look[1]), ("newer", END)]:
        deploy.look(version, T0 + timedelta(minutes=minutes))
    end = T0 + timedelta(minutes=END)
    wanted = [(kind, due.isoformat()) for kind in made for due in occurrences(made[kind].schedule, T0, end)]
    assert deploy.said() == Counter(wanted)
    assert deploy.by("older") <= {"talk"}


def test_the_older_version_leaves_what_it_does_not_know_as_it_is(schedules: Schedules) -> None:
    made = schedules.make("sing", kind="sing", catch_up=CatchUp.ALL)
    deploy = Deploy(schedules)
    for day in range(1, 4):
        deploy.look("older", T0 + timedelta(days=day))
    with schedules.db.reading() as session:
        row = session.execute(select(ScheduleRow.next_due_utc, ScheduleRow.enabled)).one()
    assert (row.next_due_utc, row.enabled) == (made.next_due, True)
    assert schedules.occurrences(made.schedule_id) == []
    deploy.look("newer", T0 + timedelta(days=3))
    assert len(schedules.posted()) == 3


def test_a_rule_that_only_the_newer_version_reads_holds_up_nothing_of_the_older_one(schedules: Schedules) -> None:
    foreign, known = schedules.make("foreign", catch_up=CatchUp.ALL), schedules.make("known", catch_up=CatchUp.ALL)
    with schedules.db.reading() as session:
        rule = session.get_one(ScheduleRow, foreign.schedule_id).rule
    schedules.change(foreign.schedule_id, rule={"of": "full moon"})
    deploy = Deploy(schedules)
    deploy.look("older", T0 + timedelta(days=2))
    assert [len(schedules.occurrences(one.schedule_id)) for one in (foreign, known)] == [0, 2]
    schedules.change(foreign.schedule_id, rule=rule)
    deploy.look("newer", T0 + timedelta(days=2))
    assert len(schedules.occurrences(foreign.schedule_id)) == 2
