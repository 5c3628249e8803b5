"""The first audit as people see it: one scores, the other reads and acknowledges, each in a tab of their own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from qabot import dev
from qabot.dev import Local
from tests.browser import NARROW, WIDE, NewPage
from tests.e2e.conftest import settings
from tests.e2e.test_first_audit import associate_of, states

pytestmark = pytest.mark.browser

Keep = Callable[[Page, str], None]
COMMENT = "The customer named the order in the first message. Please read it to the end before you ask."


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_an_audit_from_both_sides(local: Local, new_page: NewPage, keep: Keep, size: tuple[int, int]) -> None:
    suffix = "" if size is WIDE else "-narrow"
    auditor = arrive(local, new_page, "Maya Lindqvist", size, lambda page: keep(page, f"choose{suffix}"))
    go_to(auditor, "qa-team")
    say(auditor, "/qa-audit help")
    expect(auditor.get_by_text("Only visible to you")).to_be_visible()
    keep(auditor, f"help{suffix}")

    say(auditor, "/qa-audit")
    form = auditor.get_by_role("dialog")
    expect(form.get_by_text("Section 1 of")).to_be_visible()
    find_fault(form)
    next_page(form)
    expect(form.get_by_role("alert").first).to_be_visible()
    keep(auditor, f"audit-errors{suffix}")
    give_reason(form)
    keep(auditor, f"audit-form{suffix}")
    score_the_rest(form)
    keep(auditor, f"audit-review{suffix}")
    form.get_by_role("button", name="Submit audit").click()
    expect(form.get_by_text("Audit submitted")).to_be_visible()
    keep(auditor, f"audit-done{suffix}")

    associate = open_app(local, new_page, size)
    expect(associate.get_by_text("What to look at (1)")).to_be_visible()
    expect(associate.get_by_text(COMMENT)).to_be_visible()
    keep(associate, f"result{suffix}")
    associate.get_by_role("button", name="Acknowledge").click()
    expect(associate.get_by_text(re.compile("^Acknowledged today at"))).to_be_visible()
    expect(associate.get_by_role("button", name="Acknowledge")).to_have_count(0)
    keep(associate, f"acknowledged{suffix}")
    assert states(local) == ["acknowledged"]

    form.get_by_role("button", name="Done for now").click()
    auditor.goto(auditor.url.split("/c/")[0] + "/app/home")
    expect(auditor.get_by_text("You submitted 1 of 8 audits this week.")).to_be_visible()
    expect(auditor.get_by_text(re.compile("^.*Acknowledged today"))).to_be_visible()
    keep(auditor, f"home{suffix}")
    for page in (auditor, associate):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_draft_keeps_what_was_clicked_and_typed(local: Local, new_page: NewPage) -> None:
    auditor = arrive(local, new_page, "Maya Lindqvist", WIDE)
    go_to(auditor, "qa-team")
    say(auditor, "/qa-audit")
    form = auditor.get_by_role("dialog")
    find_fault(form)
    give_reason(form)
    with auditor.expect_response(re.compile("/do/click")):
        reason(form).press_sequentially(" Thank you.")
    form.get_by_role("button", name="Close").first.click()
    expect(auditor.get_by_role("dialog")).to_have_count(0)
    say(auditor, "/qa-audit")
    expect(reason(auditor.get_by_role("dialog"))).to_have_value(f"{COMMENT} Thank you.")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_ticket_is_found_by_typing(local: Local, new_page: NewPage, keep: Keep) -> None:
    auditor = arrive(local, new_page, "Maya Lindqvist", WIDE)
    go_to(auditor, "qa-team")
    say(auditor, "/qa-audit start")
    form = auditor.get_by_role("dialog")
    queue = form.get_by_role("combobox").first
    queue.fill("consumer c")
    with auditor.expect_response(re.compile("/fragment/modals")):
        form.get_by_role("option", name="Consumer chat").click()
    expect(queue).to_have_value("Consumer chat")
    ticket = form.get_by_role("combobox").last
    ticket.click()
    expect(form.get_by_role("option").first).to_be_visible()
    keep(auditor, "start")
    ticket.press("ArrowDown")
    ticket.press("Enter")
    expect(ticket).to_have_value(re.compile("T-"))
    form.get_by_role("button", name="Open scorecard").click()
    expect(form.get_by_text("Section 1 of")).to_be_visible()


def arrive(
    local: Local,
    new_page: NewPage,
    name: str,
    size: tuple[int, int],
    before: Callable[[Page], None] = lambda _page: None,
) -> Page:
    page = new_page(size=size)
    page.goto(local.sandbox.url)
    before(page)
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url("**/c/**")
    return page


def go_to(page: Page, channel: str) -> None:
    menu = page.get_by_role("button", name="Show channels")
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name=channel).click()
    # The page before has loaded, too: what is typed there is gone.
    expect(page.get_by_role("heading", name=channel, level=1)).to_be_visible()
    page.wait_for_load_state()


def open_app(local: Local, new_page: NewPage, size: tuple[int, int]) -> Page:
    page = new_page(size=size)
    page.goto(f"{local.sandbox.url}/as/{associate_of(local).id}/app/messages")
    return page


def say(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Message")
    field.fill(text)
    field.press("Enter")


def find_fault(form: Locator) -> None:
    """The worst level of the first criterion."""
    with form.page.expect_response(re.compile("/fragment/modals")):
        form.get_by_role("radiogroup").first.get_by_role("radio").last.check(force=True)
    if form.get_by_role("radiogroup").first.get_by_role("radio", name="N/A").count():
        form.get_by_role("radiogroup").first.get_by_role("radio").nth(-2).check(force=True)
    expect(reason(form)).to_be_visible()


def reason(form: Locator) -> Locator:
    """Where one writes what happened."""
    return form.get_by_role("textbox", name=re.compile("what happened"))


def give_reason(form: Locator) -> None:
    form.get_by_role("combobox").click()
    form.get_by_role("option", name="Associate's execution").click()
    reason(form).fill(COMMENT)


def next_page(form: Locator) -> None:
    form.locator(".modal__foot [type=submit]").click()


def score_the_rest(form: Locator) -> None:
    for _ in range(10):
        title = form.locator("h3").first.inner_text()
        if title == "Review and submit":
            return
        rate_page(form)
        next_page(form)
        expect(form.locator("h3").first).not_to_have_text(title)


def rate_page(form: Locator) -> None:
    """Full marks for what is not rated yet."""
    for number in range(form.get_by_role("radiogroup").count()):
        group = form.get_by_role("radiogroup").nth(number)
        if not group.locator("input:checked").count():
            group.get_by_role("radio").first.check(force=True)
            expect(group.get_by_role("radio").first).to_be_checked()
