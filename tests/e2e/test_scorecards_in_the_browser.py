"""An admin imports a scorecard in the browser: faults first, then what differs, then the publication."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qabot.dev import EXAMPLES, Local
from tests.browser import WIDE, NewPage
from tests.e2e.test_in_the_browser import arrive, find_fault, go_to, local, reason, say

Keep = Callable[[Page, str], None]
pytestmark = pytest.mark.browser
__all__ = ["local"]
ADMIN = "Jonas Reuter"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The example with one weight changed, one criterion fewer, and a higher pass mark."""
    text = (EXAMPLES / "scorecards" / "conversation.yml").read_text(encoding="utf-8")
    start, end = text.index("      - key: timely"), len(text)
    text = text[:start] + text[end:]
    path = tmp_path / "conversation.yml"
    path.write_text(text.replace("weight: 12", "weight: 15", 1).replace("pass_mark: 85", "pass_mark: 88"), "utf-8")
    return path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_import_by_upload(local: Local, new_page: NewPage, keep: Keep, edited: Path, tmp_path: Path) -> None:
    admin = arrive(local, new_page, ADMIN, WIDE)
    go_to(admin, "qa-team")
    say(admin, "/qa-audit scorecards")
    form = admin.get_by_role("dialog")
    expect(form.get_by_text("Chat and e-mail quality")).to_be_visible()
    keep(admin, "scorecards")
    form.get_by_role("button", name="Open version 1 of Chat and e-mail quality").click()
    expect(form.get_by_text("Finds what the customer really asks")).to_be_visible()
    keep(admin, "scorecard")
    form.get_by_role("button", name="All scorecards").click()
    form.get_by_role("button", name="Import a scorecard").click()
    broken = tmp_path / "broken.yml"
    broken.write_text(edited.read_text("utf-8").replace("weight: 6", "weight: six", 1), "utf-8")
    form.locator("input[type=file]").set_input_files(broken)
    form.get_by_role("button", name="Check file").click()
    expect(form.get_by_text("Nothing was imported: the file has 1 fault.")).to_be_visible()
    keep(admin, "scorecard-faults")
    form.locator("input[type=file]").set_input_files(edited)
    form.get_by_role("button", name="Check file").click()
    expect(form.get_by_text("weight 12 → 15")).to_be_visible()
    keep(admin, "scorecard-draft")
    form.get_by_role("button", name="Publish").click()
    admin.get_by_role("button", name="Publish").last.click()
    expect(form.get_by_text(re.compile("Version 2 is published"))).to_be_visible()
    keep(admin, "scorecard-published")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_finding_names_its_message(local: Local, new_page: NewPage, keep: Keep) -> None:
    auditor = arrive(local, new_page, "Maya Lindqvist", WIDE)
    go_to(auditor, "qa-team")
    say(auditor, "/qa-audit")
    form = auditor.get_by_role("dialog")
    find_fault(form)
    reason(form).fill("Asked for the order number again.")
    number = form.get_by_label(re.compile("in which message"))
    with auditor.expect_response(re.compile("/do/click")):
        number.press_sequentially("4")
    number.scroll_into_view_if_needed()
    keep(auditor, "evidence")
    form.get_by_role("button", name="Close").first.click()
    expect(auditor.get_by_role("dialog")).to_have_count(0)
    say(auditor, "/qa-audit")
    expect(auditor.get_by_role("dialog").get_by_label(re.compile("in which message"))).to_have_value("4")
