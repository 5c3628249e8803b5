"""`/qa-admin delivery`: what could not be said, with the buttons to retry and to drop it."""

from collections.abc import Callable

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, record_id, say
from qabot.access import Action
from qabot.delivery import messages, queries, service
from qabot.delivery.rules import Cause
from qabot.errors import NotFound

GONE = "This list is out of date. Type `/qa-admin delivery` to see it as it is now."


def register(wiring: Wiring) -> None:
    wiring.action(messages.RETRY, retry, needs=Action.DELIVERY_MANAGE)
    wiring.action(messages.DROP, drop, needs=Action.DELIVERY_MANAGE)


def overview(request: Request) -> Answer:
    return say(messages.overview(queries.troubles(request.session)))


def retry(request: Request) -> Answer:
    return _deal_with(request, service.retry, "Back in line:")


def drop(request: Request) -> Answer:
    return _deal_with(request, service.drop, "Dropped:")


def _deal_with(request: Request, deal: Callable[..., int], verb: str) -> Answer:
    cause, _, upto = request.value.partition(":")
    if cause not in list(Cause):
        raise NotFound(GONE)
    rows = service.rows_of(request.session, Cause(cause), record_id(upto, GONE))
    count = deal(request.session, rows, actor=request.actor, now=request.now)
    return say(messages.done(verb, count, queries.troubles(request.session)))
