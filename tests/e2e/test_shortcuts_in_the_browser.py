"""A message names a ticket, and its menu leads to the scorecard."""

import re
from collections.abc import Iterator
from csv import DictReader
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qabot import dev
from qabot.dev import Local
from tests.browser import WIDE, NewPage
from tests.e2e.conftest import settings
from tests.e2e.test_in_the_browser import Keep, arrive, go_to, say

pytestmark = pytest.mark.browser
TICKETS = Path(__file__).resolve().parents[2] / "examples" / "tickets.csv"


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


def link_of(reference: str) -> str:
    with TICKETS.open(newline="") as held:
        return next(row["link"] for row in DictReader(held) if row["reference"] == reference)


def choose_from_menu(page: Page, text: str, shortcut: str) -> None:
    message = page.get_by_role("article").filter(has_text=text).first
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=shortcut).click()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_ticket_is_audited_from_a_message(local: Local, new_page: NewPage, keep: Keep) -> None:
    with TICKETS.open(newline="") as held:
        reference = next(row["reference"] for row in DictReader(held))
    auditor = arrive(local, new_page, "Maya Lindqvist", WIDE)
    go_to(auditor, "qa-team")
    say(auditor, f"Could somebody look at {link_of(reference)} please?")
    choose_from_menu(auditor, "Could somebody", "Audit this ticket")
    form = auditor.get_by_role("dialog")
    expect(form.get_by_role("combobox").last).to_have_value(re.compile(f"^{reference} · "))
    keep(auditor, "audit-this-ticket")
    form.get_by_role("button", name="Open scorecard").click()
    expect(form.get_by_text("Section 1 of")).to_be_visible()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_message_without_a_ticket_offers_the_form(local: Local, new_page: NewPage, keep: Keep) -> None:
    auditor = arrive(local, new_page, "Maya Lindqvist", WIDE)
    go_to(auditor, "qa-team")
    say(auditor, "Lunch at 12?")
    choose_from_menu(auditor, "Lunch", "Audit this ticket")
    expect(auditor.get_by_role("dialog").get_by_text("I found no ticket in this message")).to_be_visible()
    keep(auditor, "audit-this-ticket-none")
