"""How the browser tests write in a conversation."""

from playwright.sync_api import Locator, Page


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def say(page: Page, text: str) -> None:
    composer(page).fill(text)
    composer(page).press("Enter")
