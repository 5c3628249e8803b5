"""The Home tab: what matters to this person now, rendered afresh whenever they open it."""

from handlers import requests
from handlers.middleware import Wiring
from handlers.requests import Answer, Request
from qabot import home


def register(wiring: Wiring) -> None:
    wiring.event("app_home_opened", opened, needs=None)


def opened(request: Request) -> Answer:
    return requests.publish(home.render(request.session, actor=request.actor, now=request.now))
