"""Results that wait for the next batch, from both sides: an auditor keeps one more, and publishes them all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from qabot import clock, dev
from qabot.audit import service, tickets
from qabot.audit.models import Ticket
from qabot.audit.service import Entry
from qabot.dev import Local
from qabot.people import queries as people
from qabot.people.models import Person as Row
from tests.browser import WIDE, NewPage
from tests.e2e.conftest import settings
from tests.e2e.test_in_the_browser import Keep, arrive, go_to, say, score_the_rest

pytestmark = pytest.mark.browser
AUDITOR = "Maya Lindqvist"


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_batch_from_both_sides(local: Local, new_page: NewPage, keep: Keep) -> None:
    key = three_kept(local)
    auditor = arrive(local, new_page, AUDITOR, WIDE)
    go_to(auditor, "qa-team")
    keep_for_the_batch(auditor)
    auditor.goto(auditor.url.split("/c/")[0] + "/app/home")
    expect(auditor.get_by_text("4 results")).to_be_visible()
    keep(auditor, "publish-home")
    auditor.get_by_role("button", name="Publish results").click()
    form = auditor.get_by_role("dialog")
    expect(form.get_by_role("checkbox")).to_have_count(4)
    keep(auditor, "publish")
    form.get_by_role("button", name="Publish", exact=True).click()
    expect(form.get_by_text("4 results")).to_be_visible()
    keep(auditor, "publish-done")

    associate = new_page(size=WIDE)
    associate.goto(f"{local.sandbox.url}/as/{local.sandbox.person(key).id}/app/messages")
    expect(associate.get_by_text("3 new audit results for you")).to_be_visible()
    expect(associate.get_by_role("button", name="Acknowledge")).to_have_count(3)
    associate.get_by_text("3 new audit results for you").scroll_into_view_if_needed()
    keep(associate, "publish-associate")


def three_kept(local: Local) -> str:
    """Three results of one associate, who is returned by key, wait for the next batch."""
    with local.qabot.database.transaction() as session:
        held = select(Row.slack_user_id).where(Row.name == AUDITOR)
        actor = people.actor_by_slack_id(session, session.execute(held).scalar_one() or "")
        assert actor is not None
        now = clock.now()
        first = tickets.search(session, actor, "", now=now)[0]
        associate_id = session.get_one(Ticket, first.ticket_id).associate_id
        for ticket in tickets.search(session, actor, "", now=now, associate_id=associate_id)[:3]:
            audit_id = service.start(session, actor=actor, ticket_id=ticket.ticket_id, now=now)
            pages = service.draft(session, actor=actor, audit_id=audit_id).scorecard.pages
            for number, page in enumerate(pages):
                best = [Entry(criterion.key, len(criterion.levels) - 1) for criterion in page.criteria]
                service.save_page(session, actor=actor, audit_id=audit_id, page=number, entries=best, now=now)
            service.submit(session, actor=actor, audit_id=audit_id, now=now, keep=True)
        return session.get_one(Row, associate_id).key


def keep_for_the_batch(auditor: Page) -> None:
    say(auditor, "/qa-audit")
    form = auditor.get_by_role("dialog")
    expect(form.get_by_text("Section 1 of")).to_be_visible()
    score_the_rest(form)
    form.get_by_role("radio", name="With the next batch").check(force=True)
    form.get_by_role("button", name="Submit audit").click()
    expect(form.get_by_text("Nobody is told yet.")).to_be_visible()
    form.get_by_role("button", name="Done for now").click()
    expect(auditor.get_by_role("dialog")).to_have_count(0)
