"""The edge between Slack and the handlers: what every request shares is done here, once.

A request is one transaction. Who acts is read from the database inside it; the key of the request and its answer are
written in it too, so that the same delivery twice has one effect and gets one answer. After the commit comes the ack,
and at most one call to Slack. A refusal becomes a sentence where the person is; it rolls back and writes no key.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_bolt import Ack, BoltResponse
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from handlers import parsing, replies
from handlers.requests import Answer, Kind, Request, Show, Values
from qabot import interaction, journal, outbox
from qabot.access import Action, Actor, require
from qabot.clock import Clock
from qabot.db import Database, lost_a_race
from qabot.errors import InvalidInput, NotAllowed, QabotError
from qabot.keeping.rules import Periods
from qabot.people import queries as people
from qabot.schedule.kinds import Timetable
from qabot.slack.port import Message, Refused, Slack, SlackFault

log = structlog.get_logger()

Handler = Callable[[Request], Answer]
# Asks Slack what the handler has to know, and refuses in words; the transaction, which holds locks, never waits for it.
Prepare = Callable[[Slack, Values], Any]
Body = dict[str, Any]
OVERTAKEN = "hash_conflict"
# The person closed the view, or it shows something newer already.
GONE = ("not_found", OVERTAKEN)
TURNS = 3
NOT_KNOWN = (
    "I don't know you yet, so I can't do this for you. Ask an admin of the QA programme to add you with the e-mail "
    "address that you use in Slack. If you were added just now, try again in a minute."
)


@dataclass(frozen=True)
class Deps:
    """What handlers need from outside, made in the composition root."""

    database: Database
    slack: Slack
    clock: Clock
    periods: Periods = field(default_factory=Periods)
    timetable: Timetable = field(default_factory=Timetable)


@dataclass(frozen=True)
class Route:
    """What leads to a handler. Without the right `needs` nobody gets there; None: everybody in the programme does.

    `prepare` does what takes long or asks Slack for something, before the transaction begins: it locks nothing then.
    """

    kind: Kind
    name: str
    handler: Handler
    needs: Action | None
    prepare: Prepare | None = None


class Edge:
    """Serves a request of a route, from the payload to the answer."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    def serve(self, route: Route, ack: Ack, body: Body) -> None:
        kind = route.kind
        try:
            answer = self._answer(route, body)
        except InvalidInput as fault:
            answer = replies.field_errors(fault) if kind is Kind.SUBMISSION and fault.fields else replies.refusal(fault)
        except QabotError as fault:
            if isinstance(fault, NotAllowed):
                self._note_refused(route, body)
            answer = replies.refusal(fault) if kind is not Kind.EVENT else replies.refused_event(fault)
        self._tell(route, answer, ack, body)

    def _note_refused(self, route: Route, body: Body) -> None:
        """Who tried what they may not do is in the journal; a stranger has no id there."""
        with self._deps.database.transaction() as session:
            actor = people.actor_by_slack_id(session, parsing.user_id(body))
            journal.record(
                session,
                now=self._deps.clock(),
                actor_id=actor.person_id if actor else None,
                action="access.refused",
                thing="person",
                thing_id=actor.person_id if actor else 0,
                kind=route.kind.value,
                name=route.name,
            )

    def _answer(self, route: Route, body: Body) -> Answer:
        if route.kind is Kind.OPTIONS:
            with self._deps.database.reading() as session:
                return route.handler(self._request(route, body, session))
        prepared = self._prepared(route, body)
        try:
            return self._answer_in_turn(route, body, prepared)
        except (DBAPIError, QabotError) as error:
            # Perhaps the same request was served on another thread or replica meanwhile, or the connection broke
            # after the commit: then its answer is there now.
            seen = self._seen_after(error, parsing.key(route.kind, body))
            if seen is None:
                raise
            return replies.repeat(seen)

    def _seen_after(self, error: Exception, key: str) -> dict[str, Any] | None:
        broke = isinstance(error, DBAPIError) and error.connection_invalidated
        if isinstance(error, DBAPIError) and not (broke or isinstance(error, IntegrityError)):
            # The database said no, or could not be reached: a person waits, and asking again would take as long.
            return None
        try:
            with self._deps.database.reading() as session:
                return interaction.seen_answer(session, key)
        except SQLAlchemyError as fault:
            raise (replies.NotKnown() if broke else error) from fault

    def _prepared(self, route: Route, body: Body) -> Any:
        """Nothing is done for somebody who may not; the right is checked again in the transaction."""
        if route.prepare is None:
            return None
        with self._deps.database.reading() as session:
            self._actor(route, body, session)
        return route.prepare(self._deps.slack, parsing.values(body))

    def _answer_in_turn(self, route: Route, body: Body, prepared: Any) -> Answer:
        """Two transactions that wait for each other: the database ends one of them, which then simply comes again."""
        for _ in range(TURNS - 1):
            try:
                return self._answer_once(route, body, prepared)
            except DBAPIError as error:
                if not lost_a_race(error):
                    raise
                log.info("request.again", kind=route.kind.value)
        return self._answer_once(route, body, prepared)

    def _answer_once(self, route: Route, body: Body, prepared: Any) -> Answer:
        with self._deps.database.transaction() as session:
            key = parsing.key(route.kind, body)
            seen = interaction.seen_answer(session, key)
            if seen is not None:
                return replies.repeat(seen)
            request = self._request(route, body, session, prepared)
            answer = route.handler(request)
            interaction.remember(session, key=key, answer=replies.ack(route.kind, answer), now=request.now)
        return answer

    def _request(self, route: Route, body: Body, session: Session, prepared: Any = None) -> Request:
        actor = self._actor(route, body, session)
        now = self._deps.clock()
        return parsing.request(route.kind, body, actor=actor, now=now, session=session, prepared=prepared)

    def _actor(self, route: Route, body: Body, session: Session) -> Actor:
        actor = people.actor_by_slack_id(session, parsing.user_id(body))
        if actor is None:
            raise NotAllowed(NOT_KNOWN)
        if route.needs is not None:
            require(actor, route.needs)
        return actor

    def _tell(self, route: Route, answer: Answer, ack: Ack, body: Body) -> None:
        try:
            ack(**replies.ack(route.kind, answer))
            self._show(route, answer, body)
        except SlackFault as fault:
            self._not_shown(route.kind, answer, ack, body, fault)
        except Exception as error:
            raise replies.NotTold from error

    def _show(self, route: Route, answer: Answer, body: Body) -> None:
        """Two clicks at a view in quick succession: the second one's answer finds the first one's in its place.

        Then the view is drawn as things are now, until nothing has changed while it was drawn: whoever does so last,
        of all that do it at once, has drawn the newest.
        """
        try:
            replies.call(self._deps.slack, route.kind, answer, body)
        except Refused as fault:
            if answer.again is None or fault.code != OVERTAKEN:
                raise
            shown = None
            while (newest := self._again(route, answer.again, body)).view not in (None, shown):
                replies.call(self._deps.slack, route.kind, newest, body)
                shown = newest.view

    def _again(self, route: Route, again: Handler, body: Body) -> Answer:
        with self._deps.database.transaction() as session:
            return again(self._request(route, body, session))

    def _not_shown(self, kind: Kind, answer: Answer, ack: Ack, body: Body, fault: SlackFault) -> None:
        """The work is committed; only showing the next view failed. A view that was closed meanwhile is no fault."""
        if answer.show in (Show.REPLACE, Show.REDRAW) and isinstance(fault, Refused) and fault.code in GONE:
            return
        log.warning("slack.not_shown", show=answer.show.value, code=fault.code)
        sentence = replies.not_shown(fault)
        if kind is Kind.COMMAND:
            ack(response_type="ephemeral", text=sentence)
        elif kind is Kind.EVENT:
            self._publish_later(body)
        elif answer.show is not Show.SAY and body.get("response_url"):
            self._try(kind, Answer(Show.SAY, message=Message(sentence)), body)

    def _publish_later(self, body: Body) -> None:
        with self._deps.database.transaction() as session:
            outbox.refresh_home(session, slack_user_id=parsing.user_id(body), now=self._deps.clock())

    def _try(self, kind: Kind, answer: Answer, body: Body) -> None:
        try:
            replies.call(self._deps.slack, kind, answer, body)
        except SlackFault as fault:
            log.warning("slack.not_shown", show=answer.show.value, code=fault.code)

    def broken(self, error: Exception, body: Body, ack: Ack) -> BoltResponse:
        """Nobody is left without an answer; an event is refused, so that Slack sends it again."""
        kind = parsing.kind(body)
        reference = parsing.reference(kind, body)
        log.error("request.broken", request=reference, kind=kind.value, exc_info=error)
        answer = replies.broken(reference, replies.kept(error))
        if kind is Kind.EVENT:
            return BoltResponse(status=500)
        self._try(kind, answer, body)
        return replies.bolt_response(kind, answer)
