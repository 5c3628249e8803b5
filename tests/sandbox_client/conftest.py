"""A workspace without a bot's own rules in it: what the client shows is what a small Slack app asked for."""

from tests.browser import browser, new_page, page
from tests.sandbox.conftest import connect, maya, sandbox, tom, web

__all__ = ["browser", "connect", "maya", "new_page", "page", "sandbox", "tom", "web"]
