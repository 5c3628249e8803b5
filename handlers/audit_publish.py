"""Publishing what waits, in one go: `/qa-audit publish`, the button on Home, and the form that both open."""

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, open_modal, record_id, redraw, replace
from qabot.access import Action
from qabot.audit import messages_publish, publishing
from qabot.errors import InvalidInput
from qabot.slack.port import View


def register(wiring: Wiring) -> None:
    wiring.action(messages_publish.OPEN, open_form, needs=Action.AUDIT_PUBLISH)
    wiring.action(messages_publish.ONLY, narrow, needs=Action.AUDIT_PUBLISH)
    wiring.submission(messages_publish.FORM, publish, needs=Action.AUDIT_PUBLISH)


def open_form(request: Request) -> Answer:
    return open_modal(_view(request, None))


def narrow(request: Request) -> Answer:
    """Show the results of one associate alone, or of everybody again."""
    request.form(messages_publish.FORM)
    only = None if request.value == messages_publish.EVERYBODY else record_id(request.value, publishing.NOBODY)
    return redraw(_view(request, only))


def publish(request: Request) -> Answer:
    request.form(messages_publish.FORM)
    boxes = [block for block in request.values.state if messages_publish.holds_results(block)]
    ticked = [value for block in boxes for value in request.values.ticked(block, messages_publish.RESULTS)]
    audit_ids = [record_id(value, publishing.GONE) for value in ticked]
    if not audit_ids:
        raise InvalidInput(publishing.NOTHING_CHOSEN, dict.fromkeys(boxes[:1], publishing.NOTHING_CHOSEN))
    done = publishing.publish(request.session, actor=request.actor, audit_ids=audit_ids, now=request.now)
    return replace(messages_publish.done(done))


def _view(request: Request, only: int | None) -> View:
    held = publishing.publishable(request.session, actor=request.actor, only=only)
    return messages_publish.form(held, token=request.new_form(messages_publish.FORM), only=only)
