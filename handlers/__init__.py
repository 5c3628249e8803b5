"""What people do in Slack: one module for each noun, registered here."""

from slack_bolt import App

from handlers import audit, home
from handlers.middleware import Deps, Wiring

__all__ = ["Deps", "register"]


def register(app: App, deps: Deps) -> None:
    wiring = Wiring(app, deps)
    audit.register(wiring)
    home.register(wiring)
