"""The Home tab: what matters to this person now, rendered afresh whenever they open it."""

from handlers import requests
from handlers.middleware import Wiring
from handlers.requests import Answer, Request, record_id
from qabot import home

NO_PAGE = "There is no such page. Please open Home again."


def register(wiring: Wiring) -> None:
    wiring.event("app_home_opened", opened, needs=None)
    wiring.action(home.PREVIOUS, turn, needs=None)
    wiring.action(home.NEXT, turn, needs=None)


def opened(request: Request) -> Answer:
    return requests.publish(home.render(request.session, actor=request.actor, now=request.now))


def turn(request: Request) -> Answer:
    """Another page; one that is not there any more is the last one."""
    number = record_id(request.value, NO_PAGE)
    return requests.publish(home.render(request.session, actor=request.actor, now=request.now, number=number))
