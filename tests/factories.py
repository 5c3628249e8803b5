"""A small department for tests: two sites, two lines of business, three queues, and people in every role."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from qabot.access import Role
from qabot.audit.models import ScorecardVersion, Ticket
from qabot.audit.rules import Criterion, Critical, Scorecard, Section
from qabot.db import Database
from qabot.people.models import LineOfBusiness, Person, Queue, RoleGrant, Site, Team
from qabot.people.rules import fold
from tests.times import T0

PASS_FAIL = ("Fail", "Pass")
FIVE = ("Poor", "Weak", "Fair", "Good", "Excellent")

SCORECARD = Scorecard(
    key="support",
    name="Support quality",
    version=1,
    pass_mark=80,
    sections=(
        Section(
            "safety",
            "Safety",
            (
                Criterion("identity", "Identity verified", 10, PASS_FAIL, critical=Critical.COMPLIANCE),
                Criterion("privacy", "Data protected", 10, PASS_FAIL, critical=Critical.CUSTOMER),
            ),
        ),
        Section(
            "resolution",
            "Resolution",
            (
                Criterion("answer", "Right answer", 50, FIVE, help="The answer solves what the user asked."),
                Criterion("tone", "Tone", 30, FIVE, may_be_na=True),
            ),
        ),
    ),
)


@dataclass
class World:
    """Ids by key. Slack ids are `U` and the key in upper case."""

    people: dict[str, int] = field(default_factory=dict)
    queues: dict[str, int] = field(default_factory=dict)
    tickets: dict[str, int] = field(default_factory=dict)
    scorecard_version_id: int = 0


def slack_id(key: str) -> str:
    return f"U{key.upper()}"


def make_world(database: Database) -> World:
    world = World()
    with database.transaction() as session:
        _places(session, world)
        _people(session, world)
        _audits(session, world)
    return world


def _places(session: Session, world: World) -> None:
    session.add_all(
        [
            Site(id=1, key="berlin", name="Berlin", kind="in_house", time_zone="Europe/Berlin"),
            Site(id=2, key="manila", name="Manila", kind="vendor", time_zone="Asia/Manila"),
            LineOfBusiness(id=1, key="accounts", name="Accounts"),
            LineOfBusiness(id=2, key="payments", name="Payments"),
        ]
    )
    session.flush()
    queues = [("login", 1), ("recovery", 1), ("refunds", 2)]
    for number, (key, lob) in enumerate(queues, 1):
        session.add(Queue(id=number, key=key, name=key.title(), lob_id=lob, scorecard_key="support"))
        world.queues[key] = number
    session.add_all(
        [
            Team(id=1, key="north", name="North", lob_id=1, site_id=1),
            Team(id=2, key="south", name="South", lob_id=2, site_id=2),
        ]
    )
    session.flush()


PEOPLE: tuple[tuple[str, int, int | None, tuple[tuple[Role, int | None], ...]], ...] = (
    ("maya", 1, 1, ((Role.ASSOCIATE, 1),)),
    ("tom", 2, 2, ((Role.ASSOCIATE, 2),)),
    ("lena", 1, 1, ((Role.TEAM_LEAD, 1),)),
    ("arun", 1, None, ((Role.AUDITOR, None),)),
    ("bea", 2, None, ((Role.AUDITOR, 1),)),
    ("nora", 1, 1, ((Role.AUDITOR, None), (Role.ASSOCIATE, 1))),
    ("quinn", 1, None, ((Role.QA_LEAD, None),)),
    ("max", 1, None, ((Role.MANAGER, None),)),
    ("ada", 1, None, ((Role.ADMIN, None),)),
    ("sol", 1, None, ((Role.SECURITY_OFFICER, None),)),
    ("sara", 2, None, ((Role.SECURITY_OFFICER, None),)),
)


def _people(session: Session, world: World) -> None:
    for number, (key, site, team, roles) in enumerate(PEOPLE, 1):
        person = Person(
            id=number,
            key=key,
            name=f"{key.title()} Example",
            folded_name=fold(f"{key.title()} Example"),
            email=f"{key}@example.com",
            title=roles[0][0].value,
            slack_user_id=slack_id(key),
            site_id=site,
            team_id=team,
        )
        session.add(person)
        session.flush()
        session.add_all(RoleGrant(person_id=number, role=role.value, lob_id=lob) for role, lob in roles)
        world.people[key] = number
    session.flush()


TICKETS = (
    ("T-1001", "login", "maya"),
    ("T-1002", "login", "maya"),
    ("T-1003", "recovery", "maya"),
    ("T-2001", "refunds", "tom"),
)


def _audits(session: Session, world: World) -> None:
    version = ScorecardVersion(
        key="support",
        version=1,
        name=SCORECARD.name,
        state="published",
        definition=SCORECARD.to_json(),
        published_at=T0,
    )
    session.add(version)
    for number, (reference, queue, associate) in enumerate(TICKETS, 1):
        session.add(
            Ticket(
                id=number,
                reference=reference,
                link=f"https://helpdesk.example/tickets/{reference}",
                queue_id=world.queues[queue],
                associate_id=world.people[associate],
                handled_at=T0 - timedelta(days=number),
                labels=[],
                draw_number=f"{number:064x}",
            )
        )
        world.tickets[reference] = number
    session.flush()
    world.scorecard_version_id = version.id
