"""Who is reminded of a result, when and how often, through the outbox and by however many processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from qabot.access import Role
from qabot.app import Qabot
from qabot.audit import messages as audit
from qabot.audit import messages_reminder, reminders, unacknowledged
from qabot.audit.models import Audit
from qabot.audit.reminder_rules import DEFAULT
from qabot.audit.rules import State
from qabot.dispute import correcting, voiding
from qabot.dispute import service as disputes
from qabot.dispute.service import Proposal
from qabot.journal import JournalRow
from qabot.notice import queries as notices
from qabot.notice.models import Notice
from qabot.outbox import OutboxRow
from qabot.people.models import Person, RoleGrant, Site
from qabot.slack.port import Message, RateLimited
from scheduler.deadlines import beating
from tests.audit.conftest import Audits, finding
from tests.audit.sheets import buttons, reads
from tests.databases import as_owner
from tests.driver import Driver
from tests.factories import slack_id
from tests.fakes import FakeSlack
from tests.times import T0, Clock

# Published on a Monday at ten in Berlin; people work from nine to five.
FIRST = T0 + timedelta(days=1)
SECOND = T0 + timedelta(days=1, hours=6)
LEAD = T0 + timedelta(days=2)
SOON = timedelta(minutes=1)
CARDS = (reminders.REMINDER, reminders.OVERDUE)


class Reminding:
    """A published result of Maya's, the heartbeat and the sender."""

    def __init__(self, audits: Audits, slack: FakeSlack, qabot: Qabot, clock: Clock) -> None:
        self.audits, self.db, self.slack, self.qabot, self.clock = audits, audits.db, slack, qabot, clock
        self.audit_id = audits.complete("arun", "T-1001")
        self.tick(T0 + SOON)
        self.known = {person: len(self._all(person)) for person in ("maya", "lena", "quinn")}

    def tick(self, at: datetime) -> None:
        """The heartbeats come at this time, and everything goes out."""
        self.clock.at = max(at, self.clock.at)
        beating(self.db, self.clock, DEFAULT)()
        self.send()

    def send(self) -> None:
        for _ in range(8):
            self.clock.forward(seconds=2)
            self.qabot.sender.run()

    def run(self, *ticks: datetime) -> None:
        for at in ticks:
            self.tick(at)

    def told(self, person: str) -> list[Message]:
        """What they got beside the result."""
        return self._all(person)[self.known[person] :]

    def texts(self, person: str) -> list[str]:
        return [message.text for message in self.told(person)]

    def journal(self) -> list[tuple[int, list[int]]]:
        with self.db.reading() as session:
            found = select(JournalRow.detail).where(JournalRow.action == "audit.reminded").order_by(JournalRow.id)
            return [(row["step"], row["told"]) for row in session.execute(found).scalars()]

    def outbox(self) -> list[tuple[str, str | None, bool]]:
        """State, fault and whether it was dropped, of all reminders."""
        columns = OutboxRow.state, OutboxRow.fault, OutboxRow.dropped_at
        with self.db.reading() as session:
            found = select(*columns).where(OutboxRow.card.in_(CARDS), OutboxRow.kind == "post").order_by(OutboxRow.id)
            return [(row[0], row[1], row[2] is not None) for row in session.execute(found)]

    def change(self, person: str, **values: Any) -> None:
        with self.db.transaction() as session:
            session.execute(update(Person).where(Person.key == person).values(**values))

    def grant(self, person: str, role: Role, lob: int | None = None) -> None:
        with self.db.transaction() as session:
            session.add(RoleGrant(person_id=self.audits.world.people[person], role=role.value, lob_id=lob))

    def _all(self, person: str) -> list[Message]:
        return self.slack.messages_to(slack_id(person))


@pytest.fixture
def reminding(audits: Audits, slack: FakeSlack, qabot: Qabot, clock: Clock) -> Reminding:
    return Reminding(audits, slack, qabot, clock)


def test_twice_the_associate_then_their_lead(reminding: Reminding) -> None:
    reminding.run(FIRST - SOON)
    assert reminding.texts("maya") == []
    reminding.run(FIRST)
    assert len(reminding.told("maya")) == 1
    reminding.run(SECOND - SOON, SECOND)
    assert len(reminding.told("maya")) == 2
    assert reminding.texts("lena") == []
    reminding.run(LEAD)
    assert len(reminding.told("lena")) == 1
    reminding.run(LEAD + timedelta(days=30))
    assert (len(reminding.told("maya")), len(reminding.told("lena")), reminding.told("quinn")) == (2, 1, [])


def test_what_they_say(reminding: Reminding) -> None:
    reminding.run(FIRST, SECOND, LEAD)
    first, second = reminding.told("maya")
    assert "Your result of ticket <https://helpdesk.example/tickets/T-1001|T-1001> (Login)" in first.text
    assert "I remind you once more" in first.text
    assert "17 Nov 2026, 15:00 UTC" in first.text
    assert "18 Nov 2026, 09:00 UTC" in first.text
    assert "I tell your lead" in second.text
    assert "once more" not in second.text
    assert set(buttons(first.blocks)) == {"Acknowledge", "Read the result"}
    [lead] = reminding.told("lena")
    assert "Maya Example has not acknowledged the result of ticket" in lead.text
    assert set(buttons(lead.blocks)) == {"Read the result"}


def test_no_score_is_told(reminding: Reminding) -> None:
    reminding.run(FIRST, SECOND, LEAD)
    for message in (*reminding.told("maya"), *reminding.told("lena")):
        assert "score" not in message.text.casefold()


def test_it_is_in_the_journal(reminding: Reminding) -> None:
    reminding.run(FIRST, SECOND, LEAD)
    maya, lena = (reminding.audits.world.people[key] for key in ("maya", "lena"))
    assert reminding.journal() == [(1, [maya]), (2, [maya]), (3, [lena])]


def test_home_says_that_it_is_overdue(reminding: Reminding) -> None:
    reminding.run(FIRST, SECOND)
    assert "It is overdue" not in reads(reminding.slack.homes[slack_id("maya")])
    reminding.run(LEAD)
    assert "It is overdue" in reads(reminding.slack.homes[slack_id("maya")])


class TestThereIsNoMore:
    def test_once_it_is_acknowledged(self, reminding: Reminding) -> None:
        reminding.run(FIRST)
        reminding.audits.acknowledge("maya", reminding.audit_id, at=FIRST + SOON)
        reminding.run(FIRST + SOON, SECOND, LEAD)
        [only] = reminding.told("maya")
        assert only.text.endswith("is acknowledged.")
        assert buttons(only.blocks) == {}
        assert reminding.told("lena") == []

    def test_once_it_is_void(self, reminding: Reminding) -> None:
        reminding.run(FIRST)
        with reminding.db.transaction() as session:
            quinn = reminding.audits.actor("quinn")
            voiding.void(session, actor=quinn, audit_id=reminding.audit_id, reason="Not theirs.", now=FIRST + SOON)
        reminding.run(FIRST + SOON, SECOND, LEAD)
        assert "was withdrawn" in reminding.texts("maya")[0]
        assert reminding.told("lena") == []

    @pytest.mark.parametrize("change", [{"active": False}, {"slack_user_id": None}])
    def test_for_who_is_not_there(self, reminding: Reminding, change: dict[str, Any]) -> None:
        reminding.change("maya", **change)
        reminding.run(FIRST, SECOND)
        assert reminding.told("maya") == []

    def test_not_even_for_the_lead_of_who_has_left(self, reminding: Reminding) -> None:
        reminding.change("maya", active=False)
        reminding.run(FIRST, SECOND, LEAD)
        assert reminding.journal() == [(1, []), (2, []), (3, [])]
        assert reminding.told("lena") == []


def test_the_lead_hears_that_somebody_without_slack_was_not_reminded(reminding: Reminding) -> None:
    reminding.change("maya", slack_user_id=None)
    reminding.run(FIRST, SECOND, LEAD)
    assert "I can't remind them" in reminding.texts("lena")[0]


def test_a_new_revision_begins_anew(reminding: Reminding) -> None:
    reminding.run(FIRST, SECOND, LEAD)
    corrected_at = LEAD + timedelta(hours=1)
    with reminding.db.transaction() as session:
        arun = reminding.audits.actor("arun")
        sheet = reminding.audits.sheet(reminding.audit_id)
        ratings = [sheet.ratings["tone"].__class__("tone", None, not_applicable=True)]
        correcting.correct(
            session, actor=arun, audit_id=reminding.audit_id, ratings=ratings, reason="Not asked.", now=corrected_at
        )
    reminding.run(corrected_at)
    assert "was published again" in reminding.texts("maya")[0]
    reminding.run(corrected_at + timedelta(days=1))
    assert "still waits for you" in reminding.texts("maya")[-1]
    assert [step for step, _ in reminding.journal()] == [1, 2, 3, 1]


def test_the_end_of_a_dispute_begins_anew(reminding: Reminding) -> None:
    """While it is in dispute nobody is reminded; withdrawn, it waits to be acknowledged again."""
    audit_id = reminding.audits.complete("arun", "T-1002", finding("tone", 1))
    with reminding.db.transaction() as session:
        reminding.audits.acknowledge("maya", reminding.audit_id)
        maya = reminding.audits.actor("maya")
        proposals = [Proposal("tone", 4, "The tone was right.")]
        disputes.open_dispute(session, actor=maya, audit_id=audit_id, proposals=proposals, now=T0 + SOON)
    reminding.run(FIRST, SECOND)
    assert reminding.journal() == []
    withdrawn_at = SECOND + SOON
    with reminding.db.transaction() as session:
        disputes.withdraw(session, actor=maya, audit_id=audit_id, now=withdrawn_at)
    reminding.run(withdrawn_at, withdrawn_at + timedelta(hours=17))
    assert reminding.journal() == []
    reminding.run(withdrawn_at + timedelta(days=1))
    assert [step for step, _ in reminding.journal()] == [1]


class TestTheLead:
    def test_is_not_one_of_another_team(self, reminding: Reminding) -> None:
        reminding.change("lena", team_id=2)
        reminding.run(FIRST, SECOND, LEAD)
        assert (reminding.told("lena"), len(reminding.told("quinn"))) == ([], 1)

    def test_is_a_qa_lead_where_the_team_has_none(self, reminding: Reminding) -> None:
        reminding.change("lena", active=False)
        reminding.run(FIRST, SECOND, LEAD)
        assert "Maya Example has not acknowledged" in reminding.texts("quinn")[0]

    def test_is_never_the_associate(self, audits: Audits, slack: FakeSlack, qabot: Qabot, clock: Clock) -> None:
        reminding = Reminding(audits, slack, qabot, clock)
        reminding.change("lena", active=False)
        reminding.grant("maya", Role.TEAM_LEAD, lob=1)
        reminding.run(FIRST, SECOND, LEAD)
        assert len(reminding.told("maya")) == 2
        assert len(reminding.told("quinn")) == 1

    def test_may_not_be_there_at_all(self, reminding: Reminding) -> None:
        for person in ("lena", "quinn"):
            reminding.change(person, active=False)
        reminding.run(FIRST, SECOND, LEAD)
        assert reminding.journal()[-1] == (3, [])

    def test_reads_the_result_of_the_team_only(self, reminding: Reminding, bolt: Driver) -> None:
        bolt.click("lena", messages_reminder.READ, str(reminding.audit_id))
        assert "T-1001" in reads(reminding.slack.opened[-1])
        bolt.click("tom", messages_reminder.READ, str(reminding.audit_id))
        assert "can't find this audit" in reminding.slack.responses[-1].text


class TestQuietHours:
    def test_a_beat_that_comes_late_waits_for_the_morning(self, reminding: Reminding) -> None:
        evening = T0 + timedelta(days=1, hours=12)
        reminding.run(evening)
        assert reminding.told("maya") == []
        reminding.run(T0 + timedelta(days=1, hours=22, minutes=59))
        assert reminding.told("maya") == []
        reminding.run(T0 + timedelta(days=1, hours=23))
        assert len(reminding.told("maya")) == 1, "the later of two"

    def test_what_slack_did_not_take_waits_in_a_line_of_its_own(self, reminding: Reminding) -> None:
        reminding.clock.at = FIRST
        beating(reminding.db, reminding.clock, DEFAULT)()
        reminding.slack.faults = [RateLimited(8 * 3600)]
        reminding.send()
        reminding.clock.at = T0 + timedelta(days=1, hours=12)
        reminding.audits.complete("arun", "T-1002", at=reminding.clock.at)
        reminding.send()
        [result] = reminding.texts("maya")
        assert "Audit of ticket T-1002" in result, "the new result is not held up"
        reminding.clock.at = T0 + timedelta(days=1, hours=23)
        reminding.send()
        assert "still waits for you" in reminding.texts("maya")[-1]

    def test_the_lead_is_told_in_their_own_zone(self, reminding: Reminding) -> None:
        """The lead works in Manila, where it is five in the afternoon when the step is due."""
        reminding.change("lena", site_id=2)
        reminding.run(FIRST, SECOND, LEAD)
        assert reminding.told("lena") == []
        reminding.run(LEAD + timedelta(hours=16))
        assert len(reminding.told("lena")) == 1


class TestAfterAStop:
    def test_of_two_steps_the_later_one_is_told(self, reminding: Reminding) -> None:
        reminding.run(SECOND + SOON)
        [only] = reminding.texts("maya")
        assert "once more" not in only
        assert [step for step, _ in reminding.journal()] == [1, 2]

    def test_what_is_stale_expires_and_the_operators_see_it(self, reminding: Reminding) -> None:
        """Nobody is told after a week; what was missed stands in the outbox, to be retried or dropped."""
        reminding.run(T0 + timedelta(days=8))
        assert reminding.told("maya") == reminding.told("lena") == []
        assert reminding.outbox() == [("expired", None, False)] * 2

    def test_a_weekend_is_no_day(self, reminding: Reminding) -> None:
        """Due on a Friday at half past four and found on Monday: half an hour of working time has passed."""
        with reminding.db.transaction() as session:
            friday = datetime.fromisoformat("2026-11-20T08:30+00:00")
            session.execute(update(Audit).values(remind_since=friday - timedelta(days=1), remind_at=friday))
        reminding.run(datetime.fromisoformat("2026-11-23T08:30+00:00"))
        assert len(reminding.told("maya")) == 1


def test_a_reminder_that_is_not_needed_any_more_is_not_sent(reminding: Reminding) -> None:
    reminding.clock.at = FIRST
    beating(reminding.db, reminding.clock, DEFAULT)()
    reminding.audits.acknowledge("maya", reminding.audit_id, at=FIRST)
    reminding.run(FIRST + SOON)
    assert reminding.told("maya") == []
    assert reminding.outbox() == [("expired", "not_needed", True)]


def test_several_processes_tell_once(reminding: Reminding) -> None:
    beats = [beating(reminding.db, Clock(FIRST), DEFAULT) for _ in range(4)]
    with ThreadPoolExecutor(4) as all_of_them:
        list(all_of_them.map(lambda beat: beat(), beats))
    with reminding.db.reading() as session:
        assert len(session.execute(select(Notice.id)).all()) == 1
    reminding.run(FIRST)
    assert len(reminding.told("maya")) == 1
    assert [step for step, _ in reminding.journal()] == [1]


def test_what_an_older_version_acknowledged_is_left_alone(reminding: Reminding) -> None:
    """It wrote the state, and knew nothing of the other columns."""
    with reminding.db.transaction() as session:
        session.execute(update(Audit).values(state=State.ACKNOWLEDGED))
    reminding.run(FIRST, SECOND, LEAD)
    assert (reminding.journal(), reminding.told("maya")) == ([], [])
    with reminding.db.reading() as session:
        assert unacknowledged.due(session, LEAD) == []


def test_a_holiday_that_is_added_later_counts(reminding: Reminding) -> None:
    with reminding.db.transaction() as session:
        session.execute(update(Site).where(Site.id == 1).values(days_off=["2026-11-17"]))
    reminding.run(FIRST)
    assert reminding.told("maya") == []
    reminding.run(FIRST + timedelta(days=1))
    assert len(reminding.told("maya")) == 1


def test_it_ends_with_the_click(reminding: Reminding, bolt: Driver) -> None:
    reminding.run(FIRST)
    bolt.click("maya", audit.ACKNOWLEDGE, str(reminding.audit_id))
    assert reminding.audits.sheet(reminding.audit_id).state is State.ACKNOWLEDGED
    reminding.run(SECOND, LEAD)
    assert len(reminding.told("maya")) == 1


def test_what_is_due_is_found_by_an_index(reminding: Reminding) -> None:
    """An acknowledged audit is not in it: a million of them cost nothing."""
    owner = as_owner(reminding.db)
    asked: list[tuple[str, Any]] = []
    event.listen(owner.engine, "before_cursor_execute", lambda _c, _cursor, sql, given, *_: asked.append((sql, given)))
    with owner.reading() as session:
        unacknowledged.due(session, FIRST)
        notices.waiting(session, FIRST)
    plans = []
    with owner.engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off" if owner.dialect == "postgresql" else "SELECT 1")
        explain = "EXPLAIN" if owner.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
        for sql, given in [one for one in asked if "SELECT" in one[0] and "FROM" in one[0]]:
            plans.append(str(connection.exec_driver_sql(f"{explain} {sql}", given).all()))
    owner.dispose()
    assert len(plans) == 2
    assert "ix_audit_to_remind" in plans[0]
    assert "ix_notice_waiting" in plans[1]
