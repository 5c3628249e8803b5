"""A programme into the database: rows are found by their key, and only what differs is written.

What was changed in Slack since is not taken back unless that is asked for: the import is refused as a whole.

Who is not in the file any more becomes inactive and loses every role, but stays: audits and the journal name them.
A scorecard that differs becomes a new published version, and the one before it is retired; audits keep theirs.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot import journal
from qabot.audit.rules import Scorecard
from qabot.people import coverage
from qabot.people.models import Area, LineOfBusiness, Person, Queue, RoleGrant, Site, Team
from qabot.people.rules import fold
from qabot.programme import difference
from qabot.programme.reading import InvalidProgramme, Programme
from qabot.programme.report import Done, ImportReport, WouldUndo
from qabot.programme.shape import PersonEntry, RoleEntry, SiteEntry
from qabot.scorecard import service as scorecard

Reach = tuple[str, int | None, int | None, int | None]
Fields = dict[str, Any]
Ids = dict[str, int]
Row = TypeVar("Row", Site, LineOfBusiness, Queue, Area, Team, Person)

NOUNS: dict[type, tuple[str, str]] = {
    Site: ("sites", "site"),
    LineOfBusiness: ("lines of business", "lob"),
    Queue: ("queues", "queue"),
    Team: ("teams", "team"),
    Area: ("areas", "area"),
    Person: ("people", "person"),
}
TAKEN = "this address belongs to “{key}”, who is in the database already. Keep that key, or take another address."


def import_programme(
    session: Session,
    programme: Programme,
    *,
    now: datetime,
    overwrite: bool = False,
    erased: Callable[[str], bool] = lambda _: False,
) -> ImportReport:
    """Bring the database in line with the programme; a second time changes nothing.

    Whose key is `erased` stays out, with a warning: a file from before must not bring back who was erased.
    InvalidProgramme where it needs an e-mail address that belongs to somebody else; WouldUndo where it takes back
    something that was changed in Slack, unless told to `overwrite` it.
    """
    run = _Import(session, programme, now)
    run.report.left_out = [entry.key for entry in programme.people if erased(entry.key)]
    run.places()
    run.people()
    run.scorecards()
    run.settle()
    if run.report.undone and not overwrite:
        raise WouldUndo(run.report.undone)
    run.report.warnings += coverage.warnings(session)
    return run.report


class _Import:
    def __init__(self, session: Session, programme: Programme, now: datetime) -> None:
        self.report = ImportReport()
        self._session = session
        self._programme = programme
        self._now = now
        self._sites: Ids = {}
        self._lobs: Ids = {}
        self._queues: Ids = {}
        self._teams: Ids = {}

    def places(self) -> None:
        file = self._programme.held
        self._sites = self._upsert(Site, {entry.key: _site(entry) for entry in file.sites})
        self._lobs = self._upsert(LineOfBusiness, {e.key: {"name": e.name} for e in file.lines_of_business})
        queues = {
            queue.key: {
                "name": queue.name,
                "lob_id": self._lobs[lob.key],
                "scorecard_key": queue.scorecard,
                "channel": queue.channel,
                "weekly_target": queue.weekly_target,
            }
            for lob in file.lines_of_business
            for queue in lob.queues
        }
        self._queues = self._upsert(Queue, queues)
        teams = {
            e.key: {"name": e.name, "lob_id": self._lobs[e.line_of_business], "site_id": self._sites[e.site]}
            for e in file.teams
        }
        self._teams = self._upsert(Team, teams)
        self._upsert(Area, {e.key: {"name": e.name, "channel": e.channel} for e in file.areas})

    def people(self) -> None:
        self._refuse_taken_addresses()
        self._free_moving_addresses()
        staying = [entry for entry in self._programme.people if entry.key not in self.report.left_out]
        ids = self._upsert(Person, {entry.key: self._person(entry) for entry in staying})
        self._let_go(ids)
        wanted = {ids[entry.key]: self._reaches(entry.roles) for entry in staying}
        self._grant(wanted)

    def scorecards(self) -> None:
        for card in self._programme.scorecards:
            self._publish(card)

    def settle(self) -> None:
        """The database says what the file says now; whom Slack knows somebody as is not in the file."""
        queues = self._session.execute(select(Queue).where(Queue.id.in_(self._queues.values()))).scalars()
        for row in (*queues, *self._session.execute(select(Person)).scalars()):
            kept = [name for name in row.edited if name == "slack_user_id"]
            if kept != row.edited:
                row.edited = kept
        self._session.flush()

    def _person(self, entry: PersonEntry) -> Fields:
        return {
            "name": entry.name,
            "folded_name": fold(entry.name),
            "email": entry.email,
            "title": entry.title,
            "site_id": self._sites[entry.site],
            "team_id": self._teams[entry.team] if entry.team else None,
            "weekly_capacity": entry.weekly_capacity,
            "active": True,
        }

    def _refuse_taken_addresses(self) -> None:
        """Somebody else who left may still have it; a new key for the same person would cut off their past."""
        keys = {entry.key for entry in self._programme.people}
        left = dict(self._session.execute(select(Person.email, Person.key).where(Person.key.not_in(keys))).all())
        source, before = self._programme.source, len(self._programme.source.faults)
        for place, entry in enumerate(self._programme.people):
            if entry.email in left:
                source.fault(("people", place, "email"), TAKEN.format(key=left[entry.email]))
        if source.faults[before:]:
            raise InvalidProgramme(source.faults[before:])

    def _free_moving_addresses(self) -> None:
        """Two people may swap addresses, which no order of single updates allows."""
        wanted = {entry.key: entry.email for entry in self._programme.people}
        held = self._session.execute(select(Person).where(Person.key.in_(wanted))).scalars().all()
        taken = {person.email for person in held}
        for person in held:
            if wanted[person.key] != person.email and wanted[person.key] in taken:
                person.email = f"moving-{person.id}@example.invalid"
        self._session.flush()

    def _upsert(self, model: type[Row], wanted: dict[str, Fields]) -> Ids:
        """Write what differs, and give every key its id."""
        held = {row.key: row for row in self._session.execute(select(model)).scalars()}
        for key, fields in wanted.items():
            if key not in held:
                held[key] = self._add(model, key, fields)
            else:
                self._change(held[key], fields)
        self._session.flush()
        if model is not Person:
            self.report.count(NOUNS[model][0], Done.KEPT, len(held.keys() - wanted.keys()))
        return {key: held[key].id for key in wanted}

    def _add(self, model: type[Row], key: str, fields: Fields) -> Row:
        row = model(key=key, **fields)
        self._session.add(row)
        self._session.flush()
        self._record(row, "added")
        self._differs(row, difference.added(_noun(row), key))
        self.report.count(NOUNS[model][0], Done.ADDED)
        return row

    def _change(self, row: Row, fields: Fields) -> None:
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        for name, value in changed.items():
            if name != "folded_name":
                line = difference.changed(self._session, _noun(row), row.key, name, getattr(row, name), value)
                self._differs(row, line, name)
            setattr(row, name, value)
        if changed:
            self._record(row, "changed", fields=sorted(changed))
        self.report.count(NOUNS[type(row)][0], Done.CHANGED if changed else Done.UNCHANGED)

    def _let_go(self, ids: Ids) -> None:
        gone = self._session.execute(select(Person).where(Person.active, Person.key.not_in(ids))).scalars().all()
        for person in gone:
            self._differs(person, difference.left(person.key), "added", "active")
            person.active = False
            self._record(person, "left")
        self.report.count("people", Done.LEFT, len(gone))

    def _reaches(self, roles: list[RoleEntry]) -> set[Reach]:
        """A role that names several queues is one grant for each of them."""
        return {
            (
                entry.role.value,
                self._lobs[entry.line_of_business] if entry.line_of_business else None,
                self._queues[queue] if queue else None,
                self._sites[entry.site] if entry.site else None,
            )
            for entry in roles
            for queue in entry.queues or ("",)
        }

    def _grant(self, wanted: dict[int, set[Reach]]) -> None:
        """Replace the grants of everybody, one row for each that really changes."""
        held: dict[int, dict[Reach, RoleGrant]] = {}
        for grant in self._session.execute(select(RoleGrant)).scalars():
            reach = (grant.role, grant.lob_id, grant.queue_id, grant.site_id)
            held.setdefault(grant.person_id, {})[reach] = grant
        for person_id in sorted(wanted.keys() | held.keys()):
            self._grant_one(person_id, wanted.get(person_id, set()), held.get(person_id, {}))
        self._session.flush()

    def _grant_one(self, person_id: int, wanted: set[Reach], held: dict[Reach, RoleGrant]) -> None:
        added, removed = wanted - held.keys(), held.keys() - wanted
        for reach in removed:
            self._session.delete(held[reach])
        for role, lob_id, queue_id, site_id in added:
            new = RoleGrant(person_id=person_id, role=role, lob_id=lob_id, queue_id=queue_id, site_id=site_id)
            self._session.add(new)
        for done, number in ((Done.ADDED, added), (Done.REMOVED, removed), (Done.UNCHANGED, wanted & held.keys())):
            self.report.count("roles", done, len(number))
        if added or removed:
            person = self._session.get_one(Person, person_id)
            self._differs(person, difference.roles(self._session, person.key, added, removed), "roles")
            roles = {"added": _in_order(added), "removed": _in_order(removed)}
            self._journal("person.roles_changed", "person", person_id, **roles)

    def _publish(self, card: Scorecard) -> None:
        version = scorecard.bring_in_line(self._session, card=card, now=self._now)
        done = Done.UNCHANGED if version is None else Done.CHANGED if version > 1 else Done.ADDED
        self.report.count("scorecards", done)

    def _differs(self, row: Row, line: str, *names: str) -> None:
        """Note a difference; one that takes back what was `edited` in Slack under one of these names is marked."""
        undone = not set(names).isdisjoint(getattr(row, "edited", None) or ())
        self.report.differences.append(f"{line} (changed in Slack)" if undone else line)
        if undone:
            self.report.undone.append(line)

    def _record(self, row: Row, done: str, **detail: Any) -> None:
        thing = NOUNS[type(row)][1]
        self._journal(f"{thing}.{done}", thing, row.id, **detail)

    def _journal(self, action: str, thing: str, thing_id: int, **detail: Any) -> None:
        journal.record(
            self._session, now=self._now, actor_id=None, action=action, thing=thing, thing_id=thing_id, **detail
        )


def _site(entry: SiteEntry) -> Fields:
    week = entry.hours.week if entry.hours else None
    return {
        "name": entry.name,
        "kind": entry.kind,
        "time_zone": entry.time_zone,
        "hours": [[shift.opens, shift.closes] if shift else None for shift in week] if week else None,
        "country": entry.holidays.country,
        "subdivision": entry.holidays.subdivision,
        "days_off": sorted({day.isoformat() for day in entry.holidays.extra}),
    }


def _noun(row: Row) -> str:
    return NOUNS[type(row)][1]


def _in_order(reaches: set[Reach]) -> list[list[Any]]:
    return sorted((list(reach) for reach in reaches), key=str)
