"""A digest is set up by a manager, and looked after by an admin, in the local workspace."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qabot import dev
from qabot.dev import Local
from tests.browser import NARROW, WIDE, NewPage
from tests.e2e.conftest import settings
from tests.e2e.test_in_the_browser import arrive, go_to, say

pytestmark = pytest.mark.browser

Keep = Callable[[Page, str], None]


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [NARROW], ids=["narrow"])
def test_a_schedule_is_seen_paused_and_said_now(
    local: Local, new_page: NewPage, keep: Keep, size: tuple[int, int]
) -> None:
    suffix = "" if size is WIDE else "-narrow"
    manager = arrive(local, new_page, "Miriam Okafor", size)
    go_to(manager, "qa-team")
    say(manager, "/qa-digest")
    form = manager.get_by_role("dialog")
    form.get_by_role("combobox").first.select_option(label="Consumer Care")
    keep(manager, f"digest-form{suffix}")
    for rhythm, field in (
        ("Every few weeks", "First date"),
        ("Every month, on a date", "Date"),
        ("Every month, on a working day", "Working day"),
        ("Every week", "Day"),
    ):
        form.get_by_label("Rhythm").select_option(label=rhythm)
        expect(form.get_by_label(field, exact=True).first).to_be_visible()
        keep(manager, f"digest-{field.split()[0].lower()}{suffix}")
    form.get_by_text("The next times").scroll_into_view_if_needed()
    keep(manager, f"digest-times{suffix}")
    form.get_by_role("button", name="Set up").click()
    expect(form.get_by_text("The first digest comes")).to_be_visible()
    form.get_by_role("button", name="Preview the digest").click()
    expect(manager.get_by_text("The weekly target is reached in 0 of")).to_be_visible()
    keep(manager, f"digest-preview{suffix}")

    admin = arrive(local, new_page, "Jonas Reuter", size)
    go_to(admin, "qa-team")
    say(admin, "/qa-admin schedules")
    shown = admin.get_by_role("dialog")
    expect(shown.get_by_text("Weekly audits: Consumer Care")).to_be_visible()
    keep(admin, f"schedules{suffix}")
    shown.get_by_role("button", name="Open the schedule").click()
    expect(shown.get_by_text("The next times")).to_be_visible()
    keep(admin, f"schedule{suffix}")
    shown.get_by_role("button", name="Pause").click()
    expect(shown.get_by_text("It is paused.")).to_be_visible()
    keep(admin, f"schedule-paused{suffix}")
    shown.get_by_role("button", name="now").click()
    admin.get_by_role("button", name="Say it now", exact=True).click()
    expect(shown.get_by_text("said because somebody asked for it")).to_be_visible()
    keep(admin, f"schedule-said{suffix}")
    shown.get_by_role("button", name="All schedules").click()
    expect(shown.get_by_text("Paused")).to_be_visible()
    assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
