"""The doctor finds each fault, and says what to do about it."""

from pathlib import Path

import pytest
from sqlalchemy import update

from qabot import doctor
from qabot.db import Database
from qabot.doctor import Finding
from qabot.manifest import wanted_scopes
from qabot.people.models import Person
from qabot.settings import Settings
from qabot.slack.gateway import Gateway
from qabot.slack.port import Audience, Refused, SlackChannel, Unauthorised
from sandbox import Sandbox
from tests.databases import as_owner
from tests.factories import World
from tests.fakes import FakeSlack


def by_name(findings: object) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}  # type: ignore[attr-defined] # an iterable of findings


@pytest.fixture
def healthy(slack: FakeSlack) -> FakeSlack:
    slack.scopes = wanted_scopes()
    return slack


def test_a_healthy_installation(db: Database, world: World, healthy: FakeSlack) -> None:
    found = [*doctor.check_database(db), *doctor.check_slack(healthy)]
    assert all(finding.ok for finding in found)
    journal = {"journal"} if db.dialect == "postgresql" else set()
    expected = {"database", "migrations", "people", "Slack", "scopes", "channels"} | journal
    assert {finding.what for finding in found} == expected


def test_a_role_that_could_change_the_journal(db: Database, world: World) -> None:
    owned = as_owner(db)
    found = by_name(doctor.check_database(owned)).get("journal")
    owned.dispose()
    if db.dialect == "sqlite":
        assert found is None, "SQLite has no roles"
    else:
        assert found is not None
        assert not found.ok
        assert "QABOT_DATABASE_OWNER_URL" in found.says


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    [finding] = doctor.check_database(database)
    assert not finding.ok
    assert "QABOT_DATABASE_URL" in finding.says


def test_a_database_that_is_behind(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    found = by_name(doctor.check_database(database))
    database.dispose()
    assert "Run `qabot migrate`" in found["migrations"].says
    assert "people" not in found


def test_people_without_a_slack_user(db: Database, world: World) -> None:
    with db.transaction() as session:
        session.execute(update(Person).where(Person.key == "maya").values(slack_user_id=None))
    found = by_name(doctor.check_database(db))
    assert not found["people"].ok
    assert "1 person " in found["people"].says


def test_a_token_that_does_not_work(slack: FakeSlack) -> None:
    slack.faults = [Unauthorised("invalid_auth")]
    [finding] = doctor.check_slack(slack)
    assert not finding.ok
    assert "Install the app again" in finding.says


def test_missing_and_needless_scopes(healthy: FakeSlack) -> None:
    healthy.scopes = (healthy.scopes - {"im:write"}) | {"reactions:write"}
    found = by_name(doctor.check_slack(healthy))
    assert not found["scopes"].ok
    assert "im:write" in found["scopes"].says
    healthy.scopes |= {"im:write"}
    found = by_name(doctor.check_slack(healthy))
    assert found["scopes"].ok
    assert "reactions:write" in found["scopes"].says


def test_a_channel_that_others_can_read(healthy: FakeSlack) -> None:
    healthy.rooms = [
        SlackChannel(f"C{number}", name, is_member=True, archived=False, is_shared=False)
        for number, name in enumerate(("partners", "visitors", "ours"))
    ]
    healthy.audiences = {"C0": Audience(organisations=True), "C1": Audience(guests=2)}
    found = by_name(doctor.check_slack(healthy))
    assert not found["channels"].ok
    assert "partners, visitors." in found["channels"].says


def test_the_app_level_token() -> None:
    with Sandbox() as sandbox:
        good, other = sandbox.seed.app.app_token, sandbox.seed.app.bot_token
        found = [doctor.check_socket(Gateway(token, base_url=sandbox.api_url)) for token in (good, other, "xapp-no")]
    assert [finding.ok for finding in found] == [True, False, False]
    assert "connections:write" in found[1].says


def test_channels_that_cannot_be_listed(healthy: FakeSlack) -> None:
    healthy.faults = [None, Refused("missing_scope")]
    assert "missing_scope" in by_name(doctor.check_slack(healthy))["channels"].says


def test_tokens_are_checked_before_slack_is_asked(tmp_path: Path) -> None:
    held = Settings(_env_file=None, slack_bot_token="nonsense", slack_api_url="http://127.0.0.1:9/api/")  # type: ignore[call-arg,arg-type]
    found = list(doctor.examine(held.model_copy(update={"qabot_database_url": f"sqlite:///{tmp_path}/x.db"})))
    assert [finding.what for finding in found if not finding.ok][:2] == ["tokens", "tokens"]
