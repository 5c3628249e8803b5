"""A message with a file: the file goes first and nobody sees it, then one message shows it."""

import pytest
from sqlalchemy import select

from qabot import outbox
from qabot.outbox import OutboxFile, State
from qabot.slack.port import NotSent, RateLimited, Refused, SlackFault, Unknown
from scheduler import files
from tests.outbox.conftest import Office

STEPS = ["files.getUploadURLExternal", "file_upload", "files.completeUploadExternal", "files.info"]
POST = ["chat.postMessage"]
FAULTS = [RateLimited(7), NotSent("no_connection"), Unknown("timeout")]


def shown(office: Office) -> list[list[str]]:
    """The names of the files that each message shows."""
    return [[file.name for file in office.slack.files_of(said.message)] for said in office.slack.posts.values()]


def sweep(office: Office, minutes: int = 11) -> None:
    """The heartbeat that deletes files, after an upload cannot come late any more; once to mark, once to delete."""
    for _ in range(2):
        files.sweeping(office.db, office.slack, office.clock)()
        office.clock.forward(minutes=minutes)


def settle(office: Office) -> None:
    for _ in range(8):
        office.run(seconds=60)
        office.sender().reconcile()


def test_the_file_is_there_before_its_message(office: Office) -> None:
    office.post_report(1)
    office.run()
    assert office.slack.calls == [*STEPS, *POST]
    assert shown(office) == [["report-1.json"]]
    [said] = office.slack.posts.values()
    assert said.message.text.startswith("Your report\n<https://")
    assert said.message.text.endswith("|Report 1>")
    assert office.states() == [State.SENT]


def test_neither_the_message_nor_the_file_is_kept_in_the_outbox(office: Office) -> None:
    office.post_report(1)
    office.run()
    with office.db.reading() as session:
        row = session.execute(select(outbox.OutboxRow)).scalar_one()
        kept = session.execute(select(OutboxFile)).scalar_one()
    assert (row.message, row.card, row.subject) == (None, "report", 1)
    assert (kept.row_id, kept.unwanted) == (row.id, False)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.code))
@pytest.mark.parametrize("step", range(4), ids=STEPS)
def test_a_fault_at_any_step_ends_in_one_message_with_one_file(office: Office, step: int, fault: SlackFault) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * step, fault]
    office.sender().run()
    assert office.states() == [State.PENDING], "the message was certainly not sent"
    settle(office)
    sweep(office)
    assert shown(office) == [["report-1.json"]]
    assert len(office.slack.there) == 1


@pytest.mark.parametrize("step", STEPS[:3])
def test_what_slack_did_and_did_not_tell_is_not_done_twice(office: Office, step: str) -> None:
    office.post_report(1)
    office.slack.lose_answer_of = step
    office.sender().run()
    assert office.states() == [State.PENDING]
    settle(office)
    sweep(office)
    assert shown(office) == [["report-1.json"]]
    assert len(office.slack.there) == 1
    uploads = office.slack.calls.count("file_upload")
    assert uploads == (2 if step == "file_upload" else 1)


def test_a_message_that_may_have_been_posted_is_found_with_its_file(office: Office) -> None:
    office.post_report(1)
    office.slack.lose_answer_of = "chat.postMessage"
    office.sender().run()
    assert office.states() == [State.UNKNOWN]
    settle(office)
    sweep(office)
    assert shown(office) == [["report-1.json"]]
    assert office.slack.calls.count("file_upload") == 1
    assert office.states() == [State.SENT]


def test_a_message_that_was_not_posted_shows_the_file_that_is_there(office: Office) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * 4, Unknown("internal_error")]
    settle(office)
    assert shown(office) == [["report-1.json"]]
    assert office.slack.calls.count("file_upload") == 1


def test_a_file_that_somebody_deleted_is_brought_again(office: Office) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * 4, NotSent("no_connection")]
    office.sender().run()
    office.slack.there.clear()
    settle(office)
    assert shown(office) == [["report-1.json"]]


@pytest.mark.parametrize("step", [*range(3), 4], ids=[*STEPS[:3], *POST])
def test_what_is_refused_is_dead_and_leaves_no_file(office: Office, step: int) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * step, Refused("restricted_action")]
    settle(office)
    assert office.states() == [State.DEAD]
    sweep(office)
    assert (office.slack.posts, office.slack.there) == ({}, {})
    with office.db.reading() as session:
        assert session.execute(select(OutboxFile)).first() is None


def test_a_dead_message_that_is_retried_brings_its_file_again(office: Office) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * 4, Refused("restricted_action")]
    office.run()
    sweep(office)
    with office.db.transaction() as session:
        session.execute(select(outbox.OutboxRow)).scalar_one().state = State.PENDING
    settle(office)
    sweep(office)
    assert shown(office) == [["report-1.json"]]


def test_a_file_whose_upload_may_still_end_is_waited_for(office: Office) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * 4, Refused("restricted_action")]
    office.run()
    sweep(office, minutes=1)
    assert "files.delete" not in office.slack.calls
    sweep(office)
    assert "files.delete" in office.slack.calls


def test_what_slack_does_not_delete_now_is_deleted_at_the_next_beat(office: Office) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * 4, Refused("restricted_action")]
    office.run()
    sweep(office, minutes=9)
    office.slack.faults = [NotSent("no_connection")]
    sweep(office)
    assert office.slack.there == {}


def test_a_file_that_is_shown_stays(office: Office) -> None:
    office.post_report(1)
    office.run()
    sweep(office)
    sweep(office)
    assert shown(office) == [["report-1.json"]]


def test_the_file_of_a_row_that_is_gone_goes(office: Office) -> None:
    office.post_report(1)
    office.slack.faults = [*[None] * 4, NotSent("no_connection")]
    office.sender().run()
    with office.db.transaction() as session:
        session.delete(session.execute(select(outbox.OutboxRow)).scalar_one())
    sweep(office)
    assert office.slack.there == {}


def test_who_lost_the_lease_brings_no_file(office: Office) -> None:
    office.post_report(1)
    with office.db.transaction() as session:
        late = office.take(session)
        assert late is not None
    office.clock.forward(seconds=61)
    office.sender().run()
    with office.db.transaction() as session:
        assert not outbox.begin_file(session, late, "F1", now=office.clock())
        assert outbox.file_of(session, late.row_id) is None
