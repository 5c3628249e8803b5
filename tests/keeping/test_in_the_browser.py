"""Holds, exports and erasures as people see them in Slack: the security officer, the admin, and who is erased."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from qabot import dev
from qabot.dev import Local
from qabot.people.models import Person
from tests.browser import WIDE, NewPage, browser, new_page
from tests.e2e.conftest import keep, settings
from tests.e2e.test_in_the_browser import arrive, say

pytestmark = pytest.mark.browser
__all__ = ["browser", "keep", "new_page"]

Keep = Callable[[Page, str], None]


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


def named(local: Local, role: str) -> str:
    """The name of the first person with this role in the example department."""
    from qabot.people.models import RoleGrant

    with local.qabot.database.reading() as session:
        found = select(Person.name).join(RoleGrant, RoleGrant.person_id == Person.id).where(RoleGrant.role == role)
        return session.execute(found.order_by(Person.id).limit(1)).scalar_one()


def choose(form: Locator, field: Locator, name: str) -> None:
    field.fill(name.split(maxsplit=1)[0])
    form.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).first.click()


def ask(page: Page, word: str) -> None:
    say(page, f"/qa-privacy {word}")
    expect(page.get_by_role("dialog")).to_be_visible()


def close(form: Locator) -> None:
    form.get_by_role("button", name="Close").first.click()
    expect(form).to_have_count(0)


def app_messages(page: Page) -> None:
    page.goto(page.url.split("/c/")[0].split("/app/")[0] + "/app/messages")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hold_export_and_erasure(local: Local, new_page: NewPage, keep: Keep) -> None:
    officer, admin, who = named(local, "security_officer"), named(local, "admin"), named(local, "associate")
    page = arrive(local, new_page, officer, WIDE)
    say(page, "/qa-privacy help")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    keep(page, "privacy-help")

    ask(page, "hold")
    form = page.get_by_role("dialog")
    choose(form, form.get_by_role("combobox").first, who)
    form.get_by_role("textbox").last.fill("The works council asked us to keep everything.")
    keep(page, "privacy-hold")
    form.get_by_role("button", name="Ask for hold").click()
    expect(form.get_by_text(re.compile("It holds as soon as"))).to_be_visible()
    keep(page, "privacy-hold-asked")
    close(form)

    other = arrive(local, new_page, admin, WIDE)
    other.goto(other.url.split("/c/")[0] + "/app/home")
    expect(other.get_by_text("Legal holds to confirm")).to_be_visible()
    keep(other, "privacy-home")
    app_messages(other)
    expect(other.get_by_role("button", name="Confirm hold")).to_be_visible()
    keep(other, "privacy-confirm")
    other.get_by_role("button", name="Confirm hold").click()
    expect(other.get_by_text(re.compile("Confirmed by"))).to_be_visible()
    keep(other, "privacy-confirmed")

    ask(page, "erase")
    choose(form, form.get_by_role("combobox").first, who)
    form.locator("select").select_option(label="The person asked for it")
    form.get_by_role("button", name="Show what goes").click()
    expect(form.get_by_text(re.compile("There is a legal hold on this person"))).to_be_visible()
    keep(page, "privacy-erase-held")
    close(form)

    ask(page, "release")
    form.get_by_role("textbox").last.fill("The matter is settled.")
    keep(page, "privacy-release")
    form.get_by_role("button", name="Ask for release").click()
    expect(form.get_by_text(re.compile("The hold stays until"))).to_be_visible()
    close(form)
    expect(other.get_by_role("button", name="Confirm release")).to_be_visible()
    other.get_by_role("button", name="Confirm release").click()
    expect(other.get_by_text(re.compile("It holds no more"))).to_be_visible()

    ask(page, "export")
    choose(form, form.get_by_role("combobox").first, who)
    form.get_by_role("textbox").last.fill("The person asked for it.")
    keep(page, "privacy-export")
    form.get_by_role("button", name="Export", exact=True).click()
    expect(form.get_by_text(re.compile("send you the file"))).to_be_visible()
    close(form)

    ask(page, "erase")
    choose(form, form.get_by_role("combobox").first, who)
    form.locator("select").select_option(label="The person asked for it")
    keep(page, "privacy-erase")
    form.get_by_role("button", name="Show what goes").click()
    expect(form.get_by_text(re.compile("This is for good"))).to_be_visible()
    keep(page, "privacy-erase-sure")
    form.get_by_role("button", name="Erase for good").click()
    expect(form.get_by_text(re.compile("is erased within a minute"))).to_be_visible()
    close(form)

    say(page, "/qa-privacy retention")
    expect(page.get_by_text("How long what is kept")).to_be_visible()
    keep(page, "privacy-retention")
    app_messages(page)
    expect(page.get_by_text(re.compile("The person is erased"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"export-\d+\.json")).first).to_be_visible()
    keep(page, "privacy-done")
    with local.qabot.database.reading() as session:
        assert who not in session.execute(select(Person.name)).scalars().all()
