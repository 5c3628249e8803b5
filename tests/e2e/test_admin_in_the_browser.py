"""An admin changes people, roles and queues in the local workspace, as they would in Slack."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from qabot import dev
from qabot.dev import Local
from tests.browser import WIDE, NewPage
from tests.e2e.conftest import settings
from tests.e2e.test_in_the_browser import arrive, go_to, say

pytestmark = pytest.mark.browser

Keep = Callable[[Page, str], None]


@pytest.fixture
def local(database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


@pytest.fixture
def jonas(local: Local, new_page: NewPage) -> Page:
    page = arrive(local, new_page, "Jonas Reuter", WIDE)
    go_to(page, "qa-team")
    return page


def choose(form: Locator, number: int, typed: str, name: str) -> None:
    field = form.get_by_role("combobox").nth(number)
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=name)
        return
    field.fill(typed)
    form.get_by_role("option", name=name).first.click()


def opens(page: Page, word: str, typed: str, name: str) -> Locator:
    say(page, f"/qa-admin {word}")
    form = page.get_by_role("dialog")
    choose(form, 0, typed, name)
    form.get_by_role("button", name="Open").click()
    return form


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_people(jonas: Page, keep: Keep) -> None:
    say(jonas, "/qa-admin help")
    expect(jonas.get_by_text("Only visible to you")).to_be_visible()
    keep(jonas, "admin-help")
    say(jonas, "/qa-admin people")
    form = jonas.get_by_role("dialog")
    form.get_by_role("combobox").fill("grace")
    keep(jonas, "admin-find")
    form.get_by_role("option", name="Grace Manalo").click()
    form.get_by_role("button", name="Open").click()
    expect(form.get_by_text("Change a person")).to_be_visible()
    choose(form, 0, "Leip", "Leipzig")
    choose(form, 1, "Merchant Man", "Merchant Manila")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert").first).to_contain_text("This team works at Manila")
    keep(jonas, "admin-person")
    choose(form, 1, "Consumer L", "Consumer Leipzig")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("works at Leipzig, team Consumer Leipzig")).to_be_visible()
    keep(jonas, "admin-person-saved")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_somebody_new(jonas: Page, keep: Keep) -> None:
    say(jonas, "/qa-admin people")
    form = jonas.get_by_role("dialog")
    form.get_by_role("button", name="Add a person").click()
    form.get_by_role("textbox", name="Name").fill("Erin Novak")
    form.get_by_role("textbox", name="E-mail address").fill("erin.novak@example.com")
    form.get_by_role("textbox", name="Job title").fill("QA Specialist")
    choose(form, 0, "Leip", "Leipzig")
    keep(jonas, "admin-new-person")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_text("erin-novak")).to_be_visible()
    keep(jonas, "admin-new-person-added")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_roles(jonas: Page, keep: Keep) -> None:
    form = opens(jonas, "roles", "sunniva", "Sunniva Dahl")
    expect(form.get_by_text("Roles of Sunniva Dahl")).to_be_visible()
    choose(form, 0, "Auditor", "Auditor")
    choose(form, 1, "Consumer", "Consumer Care")
    form.get_by_role("button", name="Grant").click()
    expect(form.get_by_text("The role is granted")).to_be_visible()
    keep(jonas, "admin-roles")
    form.get_by_role("button", name="Revoke QA lead").click()
    keep(jonas, "admin-revoke")
    jonas.get_by_role("button", name="Revoke", exact=True).last.click()
    expect(form.get_by_text("The role is revoked")).to_be_visible()
    expect(form.get_by_text("is the only QA lead")).to_be_visible()
    keep(jonas, "admin-roles-revoked")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_queues(jonas: Page, keep: Keep) -> None:
    form = opens(jonas, "queues", "refunds", "Refunds and returns")
    expect(form.get_by_text("Change a queue")).to_be_visible()
    form.get_by_role("textbox", name="Name").fill("Returns")
    choose(form, 1, "qa-team", "#qa-team")
    keep(jonas, "admin-queue")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Its channel is")).to_be_visible()
    keep(jonas, "admin-queue-saved")
