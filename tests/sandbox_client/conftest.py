"""A workspace without a bot's own rules in it: what the client shows is what a small Slack app asked for."""

from tests.sandbox.conftest import connect, maya, sandbox, tom, web

__all__ = ["connect", "maya", "sandbox", "tom", "web"]
