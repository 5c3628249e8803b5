"""What people do in Slack: one module for each noun, registered here."""

from slack_bolt import App

from handlers import admin, audit, digest, dispute, home, privacy
from handlers.edge import Deps
from handlers.middleware import Wiring

__all__ = ["Deps", "register"]


def register(app: App, deps: Deps) -> Wiring:
    wiring = Wiring(app, deps)
    audit.register(wiring)
    dispute.register(wiring)
    digest.register(wiring)
    admin.register(wiring, deps.timetable)
    home.register(wiring)
    privacy.register(wiring, deps.periods)
    return wiring
