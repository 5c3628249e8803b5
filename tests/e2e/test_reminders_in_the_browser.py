"""Reminders as those see them who get them: one result, nine of them at once, and their lead."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from qabot import dev
from qabot.access import Actor
from qabot.audit import queries, service
from qabot.audit.queries import Sheet
from qabot.audit.service import Entry
from qabot.dev import Local
from qabot.people import queries as people
from tests.browser import NARROW, WIDE, NewPage
from tests.e2e.conftest import settings
from tests.e2e.disputes import audited
from tests.e2e.test_dispute_in_the_browser import messages_of
from tests.e2e.test_reminders import ASSOCIATE, AUDITOR, SOON, dues, leads_of, of_one_associate, travel

pytestmark = pytest.mark.browser

Keep = Callable[[Page, str], None]
SEVERAL = 9


def publish(local: Local, number: int) -> list[Sheet]:
    """So many results at the same moment, with full marks."""
    now = datetime.fromtimestamp(local.sandbox.now(), UTC)
    with local.qabot.database.transaction() as session:
        actor = people.actor_by_slack_id(session, local.sandbox.person(AUDITOR).id)
        assert actor is not None
        return [_published(session, actor, now) for _ in range(number)]


def _published(session: Session, actor: Actor, now: datetime) -> Sheet:
    audit_id = service.start_next(session, actor=actor, now=now)
    sheet = queries.sheet(session, audit_id)
    for number, page in enumerate(sheet.scorecard.pages):
        entries = [Entry(criterion.key, criterion.top) for criterion in page.criteria]
        service.save_page(session, actor=actor, audit_id=audit_id, page=number, entries=entries, now=now)
    return service.submit(session, actor=actor, audit_id=audit_id, now=now)


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_reminders_as_they_come(local: Local, new_page: NewPage, keep: Keep, size: tuple[int, int]) -> None:
    suffix = "" if size is WIDE else "-narrow"
    of_one_associate(local)
    case = audited(local, AUDITOR, findings=1)
    case.offers("Acknowledge")
    first, second, lead = dues(local, case.audit_id)
    travel(local, first + SOON)
    associate = messages_of(local, new_page, case.associate, size)
    expect(associate.get_by_text("still waits for you to acknowledge it")).to_be_visible(timeout=20_000)
    keep(associate, f"reminder{suffix}")
    travel(local, second + SOON)
    expect(associate.get_by_text("If it still waits, I tell your lead")).to_be_visible(timeout=20_000)
    travel(local, lead + SOON)
    told = messages_of(local, new_page, leads_of(local, case.audit_id)[0], size)
    expect(told.get_by_text("has not acknowledged the result")).to_be_visible(timeout=20_000)
    keep(told, f"overdue{suffix}")
    told.get_by_role("button", name="Read the audit of ticket").click()
    expect(told.get_by_role("dialog").get_by_text(case.reference).first).to_be_visible()
    keep(told, f"overdue-result{suffix}")
    for page in (associate, told):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [NARROW], ids=["narrow"])
def test_nine_at_once(local: Local, new_page: NewPage, keep: Keep, size: tuple[int, int]) -> None:
    suffix = "" if size is WIDE else "-narrow"
    of_one_associate(local)
    sheets = publish(local, SEVERAL)
    travel(local, dues(local, sheets[0].audit_id)[0] + SOON)
    associate = messages_of(local, new_page, local.sandbox.person(ASSOCIATE), size)
    head = associate.get_by_text(f"{SEVERAL} results wait for you to acknowledge")
    expect(head.first).to_be_visible(timeout=20_000)
    head.last.scroll_into_view_if_needed()
    associate.get_by_role("button", name=f"Acknowledge the audit of ticket {sheets[0].reference}").last.click()
    expect(associate.get_by_text("is acknowledged.").first).to_be_visible(timeout=20_000)
    keep(associate, f"reminders{suffix}")
    assert associate.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
