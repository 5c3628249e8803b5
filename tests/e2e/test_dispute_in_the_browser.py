"""A dispute as each person sees it: the associate who opens it, the auditor who hears of it, the lead who decides."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from qabot import dev
from qabot.dev import Local
from sandbox.testing import Person
from tests.browser import NARROW, WIDE, NewPage
from tests.e2e.conftest import settings
from tests.e2e.disputes import audited, findings_of
from tests.e2e.test_in_the_browser import go_to, say

pytestmark = pytest.mark.browser

Keep = Callable[[Page, str], None]
WHY = "The SOP of March allows this wording. The customer had confirmed the address before."
BECAUSE = "The SOP allows it. The greeting was missing all the same."


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_dispute_from_each_side(local: Local, new_page: NewPage, keep: Keep, size: tuple[int, int]) -> None:
    suffix = "" if size is WIDE else "-narrow"
    case = audited(local, "maya-lindqvist", findings=2)
    findings_of(case)
    associate = messages_of(local, new_page, case.associate, size)
    keep(associate, f"dispute-result{suffix}")
    associate.get_by_role("button", name="Dispute the audit").last.click()
    form = associate.get_by_role("dialog")
    for number in range(2):
        choose(form, number, "(?!Not disputed)")
        form.get_by_role("textbox").nth(number).fill(WHY)
    keep(associate, f"dispute-form{suffix}")
    form.get_by_role("button", name="Dispute", exact=True).click()
    expect(form.get_by_text("Your dispute is sent")).to_be_visible()
    keep(associate, f"dispute-sent{suffix}")
    form.get_by_role("button", name="Close").first.click()

    auditor = messages_of(local, new_page, case.auditor, size)
    expect(auditor.get_by_role("button", name="Concede")).to_be_visible()
    keep(auditor, f"dispute-auditor{suffix}")

    lead = messages_of(local, new_page, case.leads()[0], size)
    keep(lead, f"dispute-lead{suffix}")
    lead.get_by_role("button", name="Decide").last.click()
    decide(lead.get_by_role("dialog"))
    keep(lead, f"dispute-decision{suffix}")
    lead.get_by_role("dialog").get_by_role("button", name="Decide", exact=True).click()
    expect(lead.get_by_role("dialog").get_by_text("is partly upheld")).to_be_visible()
    keep(lead, f"dispute-decided{suffix}")

    expect(associate.get_by_text(re.compile("Revision 2"))).to_be_visible()
    keep(associate, f"dispute-revised{suffix}")
    escalate(associate, keep, suffix)
    decide_for_good(messages_of(local, new_page, case.leads(in_round=2)[0], size), keep, suffix)
    expect(associate.get_by_text(re.compile("Revision 3"))).to_be_visible()
    keep(associate, f"dispute-final{suffix}")
    associate.get_by_role("button", name="Acknowledge").click()
    expect(associate.get_by_text(re.compile("^Acknowledged today at"))).to_be_visible()
    lead.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    lead.goto(lead.url.replace("/app/messages", "/app/home"))
    lead.get_by_role("button", name="All audits").click()
    expect(lead.get_by_role("dialog").get_by_text(case.reference)).to_be_visible()
    keep(lead, f"audit-list{suffix}")
    for page in (associate, auditor, lead):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_concession_and_a_void_from_each_side(local: Local, new_page: NewPage, keep: Keep) -> None:
    conceded = audited(local, "maya-lindqvist", findings=1)
    conceded.disputes(*findings_of(conceded))
    auditor = messages_of(local, new_page, conceded.auditor, WIDE)
    auditor.get_by_role("button", name="Concede").click()
    form = auditor.get_by_role("dialog")
    form.get_by_role("textbox").fill("They are right: the SOP allows it.")
    keep(auditor, "concede")
    form.get_by_role("button", name="Concede", exact=True).click()
    expect(form.get_by_role("button", name="Concede", exact=True)).to_have_count(0)
    associate = messages_of(local, new_page, conceded.associate, WIDE)
    expect(associate.get_by_text(re.compile("overturned")).first).to_be_visible()
    keep(associate, "conceded")

    voided = audited(local, "maya-lindqvist", findings=1)
    voided.disputes(*findings_of(voided))
    lead = messages_of(local, new_page, voided.leads()[0], WIDE)
    go_to(lead, "qa-team")
    say(lead, f"/qa-audit void {voided.reference}")
    form = lead.get_by_role("dialog")
    form.get_by_role("textbox").fill("The ticket was handled by somebody else.")
    keep(lead, "void")
    form.get_by_role("button", name="Void", exact=False).last.click()
    expect(form.get_by_text("is void", exact=False).first).to_be_visible()
    keep(lead, "voided")
    told = messages_of(local, new_page, voided.associate, WIDE)
    expect(told.get_by_text(re.compile("void")).first).to_be_visible()
    keep(told, "void-associate")


def escalate(associate: Page, keep: Keep, suffix: str) -> None:
    associate.get_by_role("button", name="Escalate").last.click()
    form = associate.get_by_role("dialog")
    form.get_by_role("textbox").fill(WHY)
    keep(associate, f"escalate{suffix}")
    form.get_by_role("button", name="Escalate", exact=True).click()
    expect(form.get_by_role("button", name="Escalate", exact=True)).to_have_count(0)
    form.get_by_role("button", name="Close").first.click()


def decide_for_good(lead: Page, keep: Keep, suffix: str) -> None:
    lead.get_by_role("button", name="Decide").last.click()
    form = lead.get_by_role("dialog")
    choose(form, 0, "Uphold")
    choose(form, 2, "(?!Choose|Uphold)")
    for number in range(2):
        form.get_by_role("textbox").nth(number).fill(BECAUSE)
    keep(lead, f"escalate-decision{suffix}")
    form.get_by_role("button", name="Decide", exact=True).click()
    expect(form.get_by_role("button", name="Decide", exact=True)).to_have_count(0)


def messages_of(local: Local, new_page: NewPage, person: Person, size: tuple[int, int]) -> Page:
    page = new_page(size=size)
    page.goto(f"{local.sandbox.url}/as/{person.id}/app/messages")
    return page


def choose(form: Locator, field: int, option: str) -> None:
    """The first option of a select whose text matches."""
    select = form.get_by_role("combobox").nth(field)
    expect(select).to_be_visible()
    names = select.locator("option").all_inner_texts()
    select.select_option(label=next(name for name in names if re.match(option, name)))


def decide(form: Locator) -> None:
    """Grant the first criterion, uphold the second."""
    choose(form, 0, "(?!Choose|Uphold)")
    choose(form, 2, "Uphold")
    for number in range(2):
        form.get_by_role("textbox").nth(number).fill(BECAUSE)
