"""From an answer to what travels in the ack, and to the one call that follows it."""

from enum import StrEnum
from typing import Any

from slack_bolt import BoltResponse
from sqlalchemy.exc import InternalError, OperationalError

from handlers import parsing
from handlers.requests import Answer, Kind, Show
from qabot.errors import InvalidInput, QabotError
from qabot.slack import blocks
from qabot.slack.port import Message, Refused, Slack, SlackFault, View

Body = dict[str, Any]
NOTICE = "notice"
SLACK_WAS_SLOW = "Slack did not show the form in time. Nothing was lost. Please try again."
SLACK_REFUSED = "Slack refused to show the form ({code}). Nothing was lost. Please try again, or tell an admin."


def refusal(fault: QabotError) -> Answer:
    return Answer(Show.SAY, message=Message(fault.sentence))


def refused_event(fault: QabotError) -> Answer:
    """The events that we ask for come from somebody who looks at their Home, so it is said there."""
    return Answer(Show.HOME, view=blocks.home([blocks.section(blocks.escape(fault.sentence))]))


def not_shown(fault: SlackFault) -> str:
    """What to tell somebody for whom Slack did not open what they asked for."""
    slow = not isinstance(fault, Refused) or "trigger" in fault.code
    return SLACK_WAS_SLOW if slow else SLACK_REFUSED.format(code=fault.code)


class Kept(StrEnum):
    """What became of the work, where its answer broke: a sentence for the person who did it."""

    SAVED = "What you did just now was saved, but I could not show it. Please open it again."
    NOT_SAVED = "What you did just now was not saved; everything before it was. Please try again."
    TAKES_NOTHING = (
        "My database takes nothing at the moment. What you did just now was not saved; everything before it was. "
        "Please try again in a few minutes."
    )
    NOT_KNOWN = (
        "My database broke off, and I cannot tell whether what you did just now was saved. "
        "Please look in a few minutes, and do it again only if it was not."
    )


class NotTold(Exception):
    """The work is committed; telling the person about it failed in a way that nobody foresaw."""


class NotKnown(Exception):
    """The connection to the database broke, perhaps within the commit, and there is nobody to ask."""


def kept(error: Exception) -> Kept:
    """What became of the work that ended in this error."""
    if isinstance(error, NotTold):
        return Kept.SAVED
    if isinstance(error, NotKnown):
        return Kept.NOT_KNOWN
    # PostgreSQL's driver calls a database that is read only an internal error.
    return Kept.TAKES_NOTHING if isinstance(error, OperationalError | InternalError) else Kept.NOT_SAVED


def broken(reference: str, kept: Kept) -> Answer:
    sentence = f"Something went wrong on my side. {kept} If it happens again, tell an admin the reference {reference}."
    return Answer(Show.SAY, message=Message(sentence))


def field_errors(fault: InvalidInput) -> Answer:
    return Answer(Show.ERRORS, errors=fault.fields)


def repeat(answer: dict[str, Any]) -> Answer:
    """A request that was served before gets the answer of then, and has no second effect."""
    return Answer(Show.REPEAT, repeated=answer)


def notice(message: Message) -> View:
    """A modal for a sentence, where there is no other place to say it."""
    return blocks.modal(
        "Please note", message.blocks or [blocks.section(blocks.escape(message.text))], callback_id=NOTICE
    )


def ack(kind: Kind, answer: Answer) -> dict[str, Any]:
    """The arguments of Bolt's ack."""
    if answer.show is Show.REPEAT:
        return answer.repeated
    if kind is Kind.COMMAND and answer.show is Show.SAY and answer.message:
        return {"response_type": "ephemeral"} | _said(answer.message)
    if kind is Kind.OPTIONS:
        return {"options": answer.options}
    if kind is Kind.SUBMISSION:
        return _ack_submission(answer)
    return {}


def _ack_submission(answer: Answer) -> dict[str, Any]:
    if answer.show is Show.ERRORS:
        return {"response_action": "errors", "errors": answer.errors}
    if answer.show in (Show.REPLACE, Show.REDRAW) and answer.view:
        return {"response_action": "update", "view": answer.view}
    if answer.show is Show.OPEN and answer.view:
        return {"response_action": "push", "view": answer.view}
    if answer.show is Show.SAY and answer.message:
        return {"response_action": "push", "view": notice(answer.message)}
    return {}


def call(slack: Slack, kind: Kind, answer: Answer, body: Body) -> None:
    """The one call to Slack that an answer needs beside its ack."""
    if answer.show is Show.HOME and answer.view:
        slack.publish_home(parsing.user_id(body), answer.view)
    elif kind is Kind.COMMAND and answer.show is Show.OPEN and answer.view:
        slack.open_view(_trigger(body), answer.view)
    elif kind in (Kind.ACTION, Kind.SHORTCUT):
        _call_after_action(slack, answer, body)


def _call_after_action(slack: Slack, answer: Answer, body: Body) -> None:
    if answer.show in (Show.REPLACE, Show.REDRAW) and answer.view and parsing.in_modal(body):
        stale = str(body["view"].get("hash") or "") if answer.show is Show.REDRAW else None
        slack.update_view(str(body["view"].get("id") or ""), answer.view, view_hash=stale or None)
    elif answer.show in (Show.OPEN, Show.REPLACE) and answer.view:
        _show_view(slack, answer.view, body)
    elif answer.show is Show.SAY and answer.message:
        if body.get("response_url"):
            slack.respond(str(body["response_url"]), answer.message)
        else:
            _show_view(slack, notice(answer.message), body)


def _show_view(slack: Slack, view: View, body: Body) -> None:
    if parsing.in_modal(body):
        slack.push_view(_trigger(body), view)
    else:
        slack.open_view(_trigger(body), view)


def bolt_response(kind: Kind, answer: Answer) -> BoltResponse:
    """The ack of a request whose listener never came to it."""
    return BoltResponse(status=200, body=ack(kind, answer) or "")


def _said(message: Message) -> dict[str, Any]:
    return {"text": message.text} | ({"blocks": message.blocks} if message.blocks else {})


def _trigger(body: Body) -> str:
    return str(body.get("trigger_id") or "")
