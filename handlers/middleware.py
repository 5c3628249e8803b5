"""Registering handlers: what leads to which, and who may. Each of them is behind the same edge."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from slack_bolt import Ack, App

from handlers import parsing
from handlers.edge import Body, Deps, Edge, Handler, Prepare, Route
from handlers.requests import Kind
from qabot.access import Action

Listener = Callable[[Ack, Body], None]
ANYTHING = re.compile("")


@dataclass(frozen=True)
class Word:
    """What a command does when this word follows it."""

    handler: Handler
    needs: Action | None


class Wiring:
    """Registers handlers, each behind the same edge. Nothing is registered without saying who may.

    Bolt asks its listeners one after the other whether a request is theirs. So it gets one for each kind of request,
    and the name leads on from there.
    """

    def __init__(self, app: App, deps: Deps) -> None:
        self._edge = Edge(deps)
        self._choices: dict[tuple[Kind, str], Callable[[Body], Route]] = {}
        self.routes: list[Route] = []
        app.error(self._edge.broken)
        listen = {
            Kind.COMMAND: app.command,
            Kind.ACTION: app.action,
            Kind.SUBMISSION: app.view_submission,
            Kind.SHORTCUT: app.shortcut,
            Kind.OPTIONS: app.options,
            Kind.EVENT: app.event,
        }
        for kind, register in listen.items():
            register(ANYTHING, matchers=[self._knows(kind)])(self._listener(kind))

    def command(self, name: str, words: Mapping[str, Word], *, otherwise: Handler) -> None:
        """`otherwise` answers, to everybody, what is none of the words."""
        known = {
            word: self._route(Kind.COMMAND, f"{name} {word}".rstrip(), entry.handler, entry.needs)
            for word, entry in words.items()
        }
        unknown = self._route(Kind.COMMAND, f"{name} …", otherwise, None)
        self._choices[Kind.COMMAND, name] = lambda body: known.get(parsing.word(body), unknown)

    def action(self, action_id: str, handler: Handler, *, needs: Action | None) -> None:
        self._straight(Kind.ACTION, action_id, handler, needs)

    def submission(
        self, callback_id: str, handler: Handler, *, needs: Action | None, prepare: Prepare | None = None
    ) -> None:
        self._straight(Kind.SUBMISSION, callback_id, handler, needs, prepare)

    def shortcut(self, callback_id: str, handler: Handler, *, needs: Action | None) -> None:
        """From everywhere, or from a message: then the request's text is all that is written there."""
        self._straight(Kind.SHORTCUT, callback_id, handler, needs)

    def options(self, action_id: str, handler: Handler, *, needs: Action | None) -> None:
        self._straight(Kind.OPTIONS, action_id, handler, needs)

    def event(self, name: str, handler: Handler, *, needs: Action | None) -> None:
        self._straight(Kind.EVENT, name, handler, needs)

    def _route(
        self, kind: Kind, name: str, handler: Handler, needs: Action | None, prepare: Prepare | None = None
    ) -> Route:
        self.routes.append(Route(kind, name, handler, needs, prepare))
        return self.routes[-1]

    def _straight(
        self, kind: Kind, name: str, handler: Handler, needs: Action | None, prepare: Prepare | None = None
    ) -> None:
        route = self._route(kind, name, handler, needs, prepare)
        self._choices[kind, name] = lambda _: route

    def _knows(self, kind: Kind) -> Callable[[Body], bool]:
        def knows(body: Body) -> bool:
            return (kind, parsing.name(kind, body)) in self._choices

        return knows

    def _listener(self, kind: Kind) -> Listener:
        def listener(ack: Ack, body: Body) -> None:
            route = self._choices[kind, parsing.name(kind, body)](body)
            reference = parsing.reference(kind, body)
            with structlog.contextvars.bound_contextvars(request=reference, kind=kind.value):
                self._edge.serve(route, ack, body)

        return listener
