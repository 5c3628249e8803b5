"""A scorecard comes by upload, over the real socket and by signed requests, on both databases."""

import pytest
from sqlalchemy import select

from qabot.access import Role
from qabot.audit.models import ScorecardVersion
from qabot.dev import EXAMPLES, Local
from qabot.people.models import Person, RoleGrant
from sandbox.testing import words


@pytest.fixture
def admin(local: Local) -> str:
    with local.qabot.database.reading() as session:
        found = select(Person.key).join(RoleGrant).where(RoleGrant.role == Role.ADMIN)
        return session.execute(found.limit(1)).scalar_one()


def states(local: Local) -> list[tuple[int, str]]:
    with local.qabot.database.reading() as session:
        rows = select(ScorecardVersion.version, ScorecardVersion.state).where(ScorecardVersion.key == "conversation")
        return [(version, state) for version, state in session.execute(rows.order_by(ScorecardVersion.version))]


def test_from_the_upload_to_the_publication(local: Local, admin: str) -> None:
    person = local.sandbox.person(admin)
    assert person.types("/qa-audit scorecards", "qa-team").ok
    person.clicks(person.sees.view(), "scorecard.import")
    text = (EXAMPLES / "scorecards" / "conversation.yml").read_text(encoding="utf-8")
    content = text.replace("weight: 12", "weight: 15", 1).encode()
    file = local.sandbox.workspace.files.add("conversation.yml", content, user_id=person.id)
    person.fills(person.sees.view(), {"file": [file.id]})
    assert person.submits().ok
    assert "weight 12 → 15" in words(person.sees.view())
    assert states(local) == [(1, "published"), (2, "draft")]
    assert person.clicks(person.sees.view(), "Publish").ok
    assert "Version 2 is published" in words(person.sees.view())
    assert states(local) == [(1, "retired"), (2, "published")]
