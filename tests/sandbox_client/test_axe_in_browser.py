"""Every page and every part that opens, read by axe: nothing that a screen reader or weak eyes would stumble over.

axe comes with the packages of tests/outside; without node these tests are skipped, and say so.
"""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NARROW, WAIT_MS, WIDE
from tests.outside import node
from tests.sandbox.conftest import actions, button, channel_id, home, section
from tests.sandbox_client.hands import say

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = "async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']})).violations"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Visit = Callable[[Page], None]


@pytest.fixture(scope="module")
def axe() -> str:
    return (node.modules() / "axe-core/axe.min.js").read_text(encoding="utf-8")


def told(violation: dict[str, Any]) -> str:
    places = "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in violation["nodes"][:4])
    return f"{violation['id']}: {violation['help']}\n{places}"


def conversation(page: Page) -> None:
    page.get_by_role("log", name="Messages").wait_for()


def commands(page: Page) -> None:
    page.get_by_role("textbox", name="Message").press_sequentially("/")
    page.get_by_role("option").first.wait_for()


def message_menu(page: Page) -> None:
    message = page.get_by_role("article").first
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem").first.wait_for()


def shortcuts(page: Page) -> None:
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem").first.wait_for()


def thread(page: Page) -> None:
    page.get_by_role("link", name="replies").click()
    page.get_by_role("complementary", name="Thread").wait_for()


def details(page: Page) -> None:
    page.get_by_role("button", name="members: show details").click()
    page.get_by_role("dialog").wait_for()


def browse(page: Page) -> None:
    menu = page.get_by_role("button", name="Show channels")
    if menu.is_visible():
        menu.click()
    page.get_by_role("button", name="Join or create a channel").click()
    page.get_by_role("dialog").wait_for()


def editing(page: Page) -> None:
    message = page.get_by_role("article").filter(has_text="Mine")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Edit").click()


def reacting(page: Page) -> None:
    page.get_by_role("article").first.get_by_role("button", name="Add a reaction").last.click()
    page.get_by_role("menuitem").first.wait_for()


def errors(page: Page) -> None:
    say(page, "/test")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    page.get_by_text("Fill this in").wait_for()


def panel(page: Page, tab: str = "Ledger") -> None:
    page.get_by_role("button", name="Developer panel", exact=True).click()
    page.get_by_role("tab", name=tab).click()
    page.wait_for_load_state("networkidle")


def app_home(page: Page) -> None:
    page.goto(page.url.split("/c/")[0] + "/app/home")
    page.get_by_role("heading", name="Your week").wait_for()


def choose(page: Page) -> None:
    page.goto("/".join(page.url.split("/")[:3]))
    page.get_by_role("heading", name="Everybody").wait_for()


def nothing(page: Page) -> None:
    page.goto(page.url.split("/c/")[0] + "/c/C0NOWHERE")


VISITS: dict[str, Visit] = {
    "choose": choose,
    "not here": nothing,
    "channel": conversation,
    "commands": commands,
    "message menu": message_menu,
    "shortcuts": shortcuts,
    "thread": thread,
    "details": details,
    "channels": browse,
    "editing": editing,
    "reactions": reacting,
    "home": app_home,
    "modal with errors": errors,
    "ledger": panel,
    "faults": lambda page: panel(page, "Faults"),
    "rates": lambda page: panel(page, "Rates"),
    "time": lambda page: panel(page, "Time"),
    "people": lambda page: panel(page, "People"),
    "app": lambda page: panel(page, "App"),
}


@pytest.fixture
def furnished(sandbox: Sandbox, app: object, maya: Person, tom: Person) -> str:
    """The address of a channel in which there is something of everything."""
    workspace, general = sandbox.workspace, channel_id(sandbox, "general")

    def fill() -> None:
        first = workspace.add_message(general, "Who is on call? `ask` <https://a.example|here>", user=tom.id)
        first.reactions["eyes"] = [maya.id]
        for text in ("I am.", "Until five."):
            workspace.add_message(general, text, user=maya.id, thread_ts=first.ts)
        picture = workspace.files.add("plot.png", b"", user_id=tom.id, alt_text="A plot")
        table = workspace.files.add("scores.csv", b"name,score\nTom,90\n", user_id=tom.id, mimetype="text/csv")
        workspace.add_message(general, "Look", user=tom.id, files=[table.id])
        workspace.add_message(general, "", user=tom.id, files=[picture.id])
        workspace.add_message(
            general, "A card", bot_id="B1", blocks=[section("*Ready*") | {"block_id": "a"}, actions(button())]
        )
        sandbox.deeds.pin(maya.id, general, first.ts)
        workspace.add_message(general, "Mine", user=maya.id)
        workspace.add_message(general, "Hush", bot_id="B1", ephemeral_to=maya.id)
        workspace.views.publish(
            maya.id, home({"type": "header", "block_id": "h", "text": {"type": "plain_text", "text": "Your week"}})
        )

    sandbox.read(fill)
    return f"{sandbox.url}/as/{maya.id}/c/{general}"


def opened(browser: Browser, axe: str, address: str, size: tuple[int, int]) -> Page:
    """The page's own policy lets no foreign script in: here, and only here, it is put aside."""
    context: BrowserContext = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, bypass_csp=True, reduced_motion="reduce"
    )
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(axe)
    page = context.new_page()
    page.goto(address)
    return page


def assert_nobody_stumbles(page: Page) -> None:
    """What waits for its answer is shown pale: only what has come to rest is read."""
    expect(page.locator('[aria-busy="true"]')).to_have_count(0)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(LOOK, TAGS)
        assert not found, "\n".join([scheme, *map(told, found)])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
def test_nobody_stumbles(axe: str, browser: Browser, furnished: str, visit: Visit, size: tuple[int, int]) -> None:
    page = opened(browser, axe, furnished, size)
    visit(page)
    assert_nobody_stumbles(page)
    page.context.close()
