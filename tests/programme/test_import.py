"""An import brings the database in line with the file: by key, only what differs, and nobody is deleted."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.access import Actor, Grant, Role
from qabot.audit.models import ScorecardVersion
from qabot.audit.rules import Scorecard
from qabot.db import Database
from qabot.journal import JournalRow
from qabot.people import queries
from qabot.people.models import Person, RoleGrant
from qabot.programme import Done, ImportReport, InvalidProgramme, import_programme
from tests.programme.conftest import Files
from tests.times import T0, T


def imported(db: Database, files: Files) -> ImportReport:
    with db.transaction() as session:
        return import_programme(session, files.read(), now=T0)


def journal(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(JournalRow.action, JournalRow.thing).order_by(JournalRow.id))
    return [(action, thing) for action, thing in rows]


def person(session: Session, key: str) -> Person:
    return session.execute(select(Person).where(Person.key == key)).scalar_one()


def test_the_first_import_adds_everything_and_says_so(db: Database, files: Files) -> None:
    report = imported(db, files)
    assert str(report).splitlines() == [
        "sites: 2 added",
        "lines of business: 2 added",
        "queues: 3 added",
        "teams: 1 added",
        "people: 2 added",
        "roles: 3 added",
        "scorecards: 1 added",
    ]


def test_the_second_import_changes_nothing_and_journals_nothing(db: Database, files: Files) -> None:
    imported(db, files)
    with db.reading() as session:
        before = journal(session)
    report = imported(db, files)
    assert not report.changed
    with db.reading() as session:
        assert journal(session) == before


def test_only_what_differs_is_written_and_the_journal_names_the_fields(db: Database, files: Files) -> None:
    imported(db, files)
    files.change("title: Auditor", "title: Senior Auditor")
    report = imported(db, files)
    assert report.number("people", Done.CHANGED) == 1
    assert report.number("people", Done.UNCHANGED) == 1
    with db.reading() as session:
        last = session.execute(select(JournalRow).order_by(JournalRow.id.desc()).limit(1)).scalar_one()
        assert (last.action, last.detail) == ("person.changed", {"fields": ["title"]})


def test_who_left_the_file_becomes_inactive_without_roles_and_comes_back_as_the_same_person(
    db: Database, files: Files
) -> None:
    imported(db, files)
    whole, start = files.programme, files.programme.index("  - key: arun")
    files.programme = whole[:start] + whole[whole.index("channels:") :]
    report = imported(db, files)
    assert (report.number("people", Done.LEFT), report.number("roles", Done.REMOVED)) == (1, 1)
    with db.reading() as session:
        gone = person(session, "arun")
        assert not gone.active
        assert session.query(RoleGrant).filter_by(person_id=gone.id).count() == 0
    files.programme = whole
    imported(db, files)
    with db.reading() as session:
        assert person(session, "arun").active
        assert person(session, "arun").id == gone.id


def test_roles_are_replaced_one_grant_for_each_queue(db: Database, files: Files) -> None:
    imported(db, files)
    files.change("queues: [login, recovery]", "queues: [recovery]")
    report = imported(db, files)
    assert (report.number("roles", Done.REMOVED), report.number("roles", Done.ADDED)) == (1, 0)
    with db.reading() as session:
        [grant] = session.query(RoleGrant).filter_by(person_id=person(session, "maya").id)
        recovery = next(queue for queue in queries.queues_for(session, _everywhere()) if queue.key == "recovery")
        assert (grant.role, grant.queue_id) == (Role.ASSOCIATE, recovery.queue_id)


def _everywhere() -> Actor:
    return Actor(0, "", "", "UTC", None, frozenset({Grant(Role.AUDITOR)}))


def test_two_people_may_swap_their_addresses(db: Database, files: Files) -> None:
    imported(db, files)
    files.change("Maya@Example.com", "someone@example.com")
    files.change("arun@example.com", "maya@example.com")
    files.change("someone@example.com", "arun@example.com")
    imported(db, files)
    with db.reading() as session:
        assert person(session, "maya").email == "arun@example.com"
        assert person(session, "arun").email == "maya@example.com"


def test_a_new_key_for_an_old_address_is_refused_and_nothing_is_written(db: Database, files: Files) -> None:
    imported(db, files)
    files.change("key: arun", "key: arun-rao")
    files.change("title: Associate", "title: Senior Associate")
    with pytest.raises(InvalidProgramme) as refused:
        imported(db, files)
    (fault,) = refused.value.faults
    assert "programme.yml:27" in fault
    assert "belongs to “arun”" in fault
    with db.reading() as session:
        assert person(session, "maya").title == "Associate"


def test_a_changed_scorecard_is_a_new_version_and_the_old_one_is_retired(db: Database, files: Files) -> None:
    imported(db, files)
    files.change("weight: 40", "weight: 30")
    report = imported(db, files)
    assert report.number("scorecards", Done.CHANGED) == 1
    with db.reading() as session:
        old, new = session.execute(select(ScorecardVersion).order_by(ScorecardVersion.version)).scalars()
        assert [(old.version, old.state), (new.version, new.state)] == [(1, "retired"), (2, "published")]
        held = Scorecard.from_json(new.definition)
        assert (held.version, held.criteria["kind"].weight) == (2, 30)
        assert Scorecard.from_json(old.definition).criteria["kind"].weight == 40
        assert new.published_at == T(0)


def test_what_is_no_longer_in_the_file_but_has_a_history_is_kept(db: Database, files: Files) -> None:
    imported(db, files)
    files.change("      - {key: recovery, name: Recovery, scorecard: card}\n", "")
    files.change("queues: [login, recovery]", "queues: [login]")
    assert imported(db, files).number("queues", Done.KEPT) == 1


def test_nothing_stays_when_the_caller_rolls_back(db: Database, files: Files) -> None:
    with db.reading() as session:
        assert import_programme(session, files.read(), now=T0).changed
    with db.reading() as session:
        assert journal(session) == []
