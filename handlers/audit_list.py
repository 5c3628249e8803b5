"""`/qa-audit list`: audits to look through, narrowed by period, state, queue and associate."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, offer, open_modal, record_id
from handlers.requests import replace as show
from qabot.access import Action
from qabot.audit import lists, messages_list, messages_reminder, queries
from qabot.audit.lists import Filter, Place
from qabot.audit.rules import State
from qabot.errors import NotFound
from qabot.slack.port import View

Change = Callable[[str | None], dict[str, Any]]
NO_CHOICE = "This choice is not offered any more. Please choose another one."


def register(wiring: Wiring) -> None:
    for action, change in CHANGES.items():
        wiring.action(action, partial(narrow, change), needs=Action.AUDIT_LIST)
    wiring.options(messages_list.QUEUE, queue_choices, needs=Action.AUDIT_LIST)
    wiring.options(messages_list.ASSOCIATE, associate_choices, needs=Action.AUDIT_LIST)
    wiring.action(messages_list.OPEN, open_list, needs=Action.AUDIT_LIST)
    wiring.action(messages_list.OLDER, older, needs=Action.AUDIT_LIST)
    wiring.action(messages_list.NEWEST, newest, needs=Action.AUDIT_LIST)
    wiring.action(messages_list.DETAILS, details, needs=Action.AUDIT_LIST)
    wiring.action(messages_reminder.READ, read, needs=Action.AUDIT_LIST)


def open_list(request: Request) -> Answer:
    return open_modal(_view(request, Filter(), None))


def narrow(change: Change, request: Request) -> Answer:
    """One of the filters was chosen; the others stay, and the list begins with the newest."""
    wanted = _wanted(request.form(messages_list.FORM))
    chosen = None if request.value == messages_list.ANY else request.value
    return show(_view(request, replace(wanted, **change(chosen)), None))


def older(request: Request) -> Answer:
    about = request.form(messages_list.FORM)
    return show(_view(request, _wanted(about), _place(about)))


def newest(request: Request) -> Answer:
    return show(_view(request, _wanted(request.form(messages_list.FORM)), None))


def details(request: Request) -> Answer:
    request.form(messages_list.FORM)
    audit_id = record_id(request.value, queries.NO_AUDIT)
    return open_modal(messages_list.details(lists.details(request.session, request.actor, audit_id)))


def read(request: Request) -> Answer:
    """The same, from the message that reminds of it."""
    audit_id = record_id(request.value, queries.NO_AUDIT)
    return open_modal(messages_list.details(lists.details(request.session, request.actor, audit_id)))


def queue_choices(request: Request) -> Answer:
    return offer(messages_list.options(lists.queues(request.session, request.actor, request.text, now=request.now)))


def associate_choices(request: Request) -> Answer:
    return offer(messages_list.options(lists.associates(request.session, request.actor, request.text, now=request.now)))


def _view(request: Request, wanted: Filter, after: Place | None) -> View:
    page = lists.page(request.session, request.actor, wanted, now=request.now, after=after)
    next_place = [page.after[0].isoformat(), page.after[1]] if page.after else None
    token = request.new_form(messages_list.FORM, **asdict(wanted), after=next_place)
    names = lists.names(request.session, request.actor, wanted, now=request.now)
    return messages_list.view(page, wanted, token=token, first=after is None, names=names)


def _wanted(about: dict[str, Any]) -> Filter:
    state = about.get("state")
    return Filter(
        days=about["days"],
        state=State(state) if state else None,
        queue_id=about.get("queue_id"),
        associate_id=about.get("associate_id"),
    )


def _place(about: dict[str, Any]) -> Place | None:
    after = about.get("after")
    return (datetime.fromisoformat(after[0]), int(after[1])) if after else None


def _days(chosen: str | None) -> dict[str, Any]:
    days = record_id(chosen or "", NO_CHOICE)
    if days not in lists.PERIODS:
        raise NotFound(NO_CHOICE)
    return {"days": days}


def _state(chosen: str | None) -> dict[str, Any]:
    if chosen is not None and chosen not in list(State):
        raise NotFound(NO_CHOICE)
    return {"state": State(chosen) if chosen else None}


def _number(chosen: str | None) -> int | None:
    return None if chosen is None else record_id(chosen, NO_CHOICE)


CHANGES: dict[str, Change] = {
    messages_list.PERIOD: _days,
    messages_list.STATE: _state,
    messages_list.QUEUE: lambda chosen: {"queue_id": _number(chosen)},
    messages_list.ASSOCIATE: lambda chosen: {"associate_id": _number(chosen)},
}
