"""Tickets are taken from a file as a whole, and frozen into a list from which anybody can draw again."""

import pytest
from sqlalchemy import select

from qabot.audit import sampling
from qabot.audit.models import Ticket, TicketFrame
from qabot.db import Database
from qabot.journal import JournalRow
from qabot.programme import Done, ImportReport, InvalidProgramme, import_programme, import_tickets
from tests.programme.conftest import Files
from tests.times import T0

HEADER = "reference,link,queue,associate,handled_at,labels\n"
FIRST = "T-1,https://helpdesk.example/T-1,login,maya,2026-11-02T10:00:00+01:00,cannot-sign-in; identity\n"
SECOND = "T-2,https://helpdesk.example/T-2,recovery,MAYA@example.com,2026-11-03T10:00:00Z,\n"
SEED = bytes(range(32))


@pytest.fixture
def department(db: Database, files: Files) -> Database:
    with db.transaction() as session:
        import_programme(session, files.read(), now=T0)
    return db


def imported(db: Database, text: str) -> ImportReport:
    with db.transaction() as session:
        return import_tickets(session, text, file="tickets.csv", now=T0, seed=SEED)


def faults(db: Database, text: str) -> list[str]:
    with pytest.raises(InvalidProgramme) as refused:
        imported(db, text)
    return refused.value.faults


def test_tickets_are_added_with_their_queue_associate_time_and_labels(department: Database) -> None:
    assert str(imported(department, HEADER + FIRST + SECOND)) == "tickets: 2 added"
    with department.reading() as session:
        first, second = session.execute(select(Ticket).order_by(Ticket.reference)).scalars()
        assert first.labels == ["cannot-sign-in", "identity"]
        assert first.handled_at.isoformat() == "2026-11-02T09:00:00+00:00"
        assert first.associate_id == second.associate_id
        assert second.labels == []


def test_a_reference_that_is_there_is_left_as_it_is_and_counted(department: Database) -> None:
    imported(department, HEADER + FIRST)
    changed = FIRST.replace("cannot-sign-in", "other")
    report = imported(department, HEADER + changed + SECOND)
    assert (report.number("tickets", Done.ADDED), report.number("tickets", Done.THERE)) == (1, 1)
    assert not imported(department, HEADER + FIRST + SECOND).changed
    with department.reading() as session:
        held = session.execute(select(Ticket).where(Ticket.reference == "T-1")).scalar_one()
        assert held.labels == ["cannot-sign-in", "identity"]


def test_the_new_tickets_are_one_frame_whose_digests_are_in_the_journal(department: Database) -> None:
    imported(department, HEADER + FIRST + SECOND)
    with department.reading() as session:
        frame = session.execute(select(TicketFrame)).scalar_one()
        row = session.execute(select(JournalRow).where(JournalRow.action == "frame.frozen")).scalar_one()
        assert row.detail == {
            "tickets": 2,
            "frame_digest": sampling.frame_digest(["T-2", "T-1"]),
            "seed_digest": sampling.seed_digest(SEED),
        }
        drawn = session.execute(select(Ticket.reference).order_by(Ticket.draw_number)).scalars().all()
        assert drawn == sampling.draw(frame.seed, frame.plan, ["T-1", "T-2"], 2)


def test_every_frame_gets_a_seed_of_its_own(department: Database) -> None:
    for row in (FIRST, SECOND):
        with department.transaction() as session:
            import_tickets(session, HEADER + row, file="tickets.csv", now=T0)
    with department.reading() as session:
        one, other = session.execute(select(TicketFrame.seed)).scalars()
        assert len(one) == len(other) == sampling.SEED_BYTES
        assert one != other


ONE_FAULT = [
    (FIRST.replace("T-1,", ",", 1), 2, "the reference is missing"),
    (FIRST.replace("https:", "javascript:"), 2, "the link has to be a web address"),
    (FIRST.replace("login", "logon"), 2, "there is no queue “logon”"),
    (FIRST.replace("maya", "mia"), 2, "there is no such associate"),
    (FIRST.replace("+01:00", ""), 2, "a time with its offset"),
    (FIRST.replace("2026-11-02", "2026-11-31"), 2, "a time with its offset"),
    (FIRST.replace("identity", "i" * 65), 2, "a label is at most 64 characters"),
    (FIRST.replace("identity", "jane@mail.example"), 2, "looks like personal data"),
    (FIRST.replace("/T-1", "/T-1?user=jane%40mail.example"), 2, "looks like personal data"),
    (FIRST + "\n" + FIRST, 4, "the ticket “T-1” stands on line 2 already"),
    ("T-1,only two\n", 2, "there are 2 cells, and the first line names 6"),
    (FIRST + '"T-2', 3, "this is not CSV"),
]


@pytest.mark.parametrize(("rows", "line", "reason"), ONE_FAULT, ids=[case[2] for case in ONE_FAULT])
def test_a_fault_is_told_with_its_line_and_no_ticket_is_added(
    department: Database, rows: str, line: int, reason: str
) -> None:
    told = faults(department, HEADER + rows)
    assert [fault for fault in told if fault.startswith(f"tickets.csv:{line}: ") and reason in fault], told
    with department.reading() as session:
        assert session.execute(select(Ticket)).first() is None


def test_all_faults_are_told_at_once_and_personal_data_is_not_repeated(department: Database) -> None:
    told = faults(department, HEADER + FIRST.replace("login", "x") + SECOND.replace("T-2,", "jane@mail.example,", 1))
    assert [fault.split(": ")[0] for fault in told] == ["tickets.csv:2", "tickets.csv:3", "tickets.csv:3"]
    assert not any("jane" in fault for fault in told)


@pytest.mark.parametrize("text", ["", "reference,link\n", HEADER.replace(",", ";")])
def test_a_file_without_the_right_columns_is_refused(department: Database, text: str) -> None:
    assert len(faults(department, text)) == 1


def test_a_file_as_a_spreadsheet_saves_it_is_taken(department: Database) -> None:
    text = "\ufeff" + (HEADER + FIRST + SECOND).replace("\n", "\r\n")
    assert imported(department, text).number("tickets", Done.ADDED) == 2
