"""What stands in a channel twice is found out and taken back; what was tried once is left in peace."""

from qabot.outbox import OutboxRow
from qabot.slack.port import Message, Posted, RateLimited, Refused, Unknown
from scheduler.verifier import Verifier
from tests.fakes import Said
from tests.outbox.conftest import Office


def verifier(office: Office) -> Verifier:
    return Verifier(database=office.db, slack=office.slack, clock=office.clock)


def tried_twice(office: Office) -> None:
    """A message whose first try seemed not to arrive, and arrived after the second."""
    office.say("hello")
    office.slack.faults = [Unknown("timeout")]
    office.sender().run()
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    office.run(seconds=60)
    [(_, said)] = office.slack.posts.items()
    office.slack.posts[Posted("C1", "1.000100")] = Said("C1", Message("hello"), None, said.metadata)


def row(office: Office) -> OutboxRow:
    with office.db.reading() as session:
        return session.query(OutboxRow).one()


def test_a_late_copy_is_deleted_and_counted(office: Office) -> None:
    tried_twice(office)
    office.clock.forward(seconds=120)
    verifier(office).run()
    assert office.said() == ["hello"]
    assert (row(office).copies, row(office).looks) == (1, 1)
    assert row(office).sent_ts in {at.ts for at in office.slack.posts}


def test_it_is_looked_for_twice_and_then_no_more(office: Office) -> None:
    tried_twice(office)
    for seconds in (120, 13 * 60, 3600):
        office.clock.forward(seconds=seconds)
        verifier(office).run()
        verifier(office).run()
    assert row(office).looks == 2
    assert office.slack.calls.count("conversations.history") == 3


def test_not_before_two_minutes(office: Office) -> None:
    tried_twice(office)
    before = list(office.slack.calls)
    verifier(office).run()
    assert office.slack.calls == before


def test_what_was_tried_once_is_not_looked_for(office: Office) -> None:
    office.say("hello")
    office.run(seconds=3600)
    verifier(office).run()
    assert "conversations.history" not in office.slack.calls


def test_a_busy_slack_is_asked_again_later(office: Office) -> None:
    tried_twice(office)
    office.clock.forward(seconds=120)
    office.slack.faults = [RateLimited(30)]
    verifier(office).run()
    assert row(office).looks == 0
    verifier(office).run()
    assert (row(office).looks, office.said()) == (1, ["hello"])


def test_a_fault_between_two_deletions_forgets_nothing(office: Office) -> None:
    tried_twice(office)
    [said] = [said for at, said in office.slack.posts.items() if at.ts == "1.000100"]
    office.slack.posts[Posted("C1", "2.000100")] = said
    office.clock.forward(seconds=120)
    office.slack.faults = [None, None, Unknown("timeout")]
    verifier(office).run()
    assert (row(office).copies, row(office).looks) == (1, 0)
    verifier(office).run()
    assert (row(office).copies, row(office).looks, len(office.said())) == (2, 1, 1)


def test_another_replica_that_was_first_is_no_fault(office: Office) -> None:
    tried_twice(office)
    office.clock.forward(seconds=120)
    office.slack.faults = [None, Refused("message_not_found")]
    verifier(office).run()
    assert (row(office).copies, row(office).looks) == (0, 1)


def test_a_history_that_may_not_be_read_is_left(office: Office) -> None:
    tried_twice(office)
    office.clock.forward(seconds=120)
    office.slack.faults = [Refused("missing_scope")]
    verifier(office).run()
    assert row(office).looks == 1


def test_where_the_recorded_one_is_gone_the_other_is_kept(office: Office) -> None:
    tried_twice(office)
    kept = row(office).sent_ts
    office.slack.posts = {at: said for at, said in office.slack.posts.items() if at.ts != kept}
    office.clock.forward(seconds=120)
    verifier(office).run()
    assert (office.said(), row(office).sent_ts) == (["hello"], "1.000100")
