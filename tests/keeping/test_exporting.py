"""Everything about one person, as JSON."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from qabot.errors import NotFound
from qabot.journal import JournalRow
from qabot.keeping import exporting, orders
from qabot.keeping.inventory import HOLDINGS
from qabot.keeping.models import PrivacyOrder
from qabot.people.models import Person
from tests.fakes import FakeSlack
from tests.keeping.conftest import COMMENT, MAIL, NAME, READABLE, REASON, RULED, Life
from tests.times import T0


def exported(life: Life, person_id: int = 1) -> str:
    with life.keeping.db.reading() as session:
        return exporting.as_file(exporting.document(session, person_id, now=T0)).decode()


def test_all_that_is_readable_of_them_is_in_it(life: Life) -> None:
    content = exported(life)
    assert [readable for readable in READABLE if readable not in content] == []
    assert json.loads(content)["person"] == {"number": 1, "name": NAME, "email": MAIL}


def test_it_has_every_table_and_says_what_it_is(life: Life) -> None:
    tables = json.loads(exported(life))["tables"]
    assert list(tables) == [holding.name for holding in HOLDINGS]
    assert all(table["what"] for table in tables.values())
    filled = {name for name, table in tables.items() if table["rows"]}
    assert filled >= {"person", "role_grant", "ticket", "audit", "rating", "audit_revision", "dispute", "dispute_item"}
    assert filled >= {"outbox", "journal"}


def test_others_are_not_in_it(life: Life) -> None:
    content = exported(life, life.keeping.number("bea"))
    assert not any(text in content for text in (NAME, COMMENT, REASON, RULED))


def test_it_is_in_the_journal_with_its_reason_kept_beside(life: Life) -> None:
    with life.keeping.db.transaction() as session:
        orders.export_by_operator(session, person_id=1, reason="She asked for it.", now=T0)
        rows = session.execute(select(JournalRow).where(JournalRow.thing == "privacy_order")).scalars().all()
    assert [row.action for row in rows] == ["export.asked", "export.done"]
    assert rows[-1].detail == {"person": 1}


def test_who_is_erased_has_no_export(life: Life) -> None:
    life.keeping.erase("maya")
    with pytest.raises(NotFound):
        exported(life)


def test_an_export_that_nobody_can_get_is_not_called_done(
    life: Life, orders_beat: Callable[[], None], slack: FakeSlack
) -> None:
    with life.keeping.db.transaction() as session:
        orders.ask_export(session, actor=life.keeping.actor("sol"), person_id=1, reason="She asked.", now=T0)
        session.execute(update(Person).where(Person.key == "sol").values(slack_user_id=None))
    orders_beat()
    with life.keeping.db.reading() as session:
        order = session.execute(select(PrivacyOrder)).scalar_one()
    assert (order.state, order.fault, slack.there) == ("refused", "no_slack_user", {})
