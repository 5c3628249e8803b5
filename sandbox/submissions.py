"""What an app's answer to a submission does to the view: errors, update, push, clear, or nothing, which closes it."""

from sandbox.errors import SlackError
from sandbox.methods.views import named_view
from sandbox.model import Json, View
from sandbox.outcome import Outcome
from sandbox.rules import check_view
from sandbox.views import Views


def apply(views: Views, view: View, answer: Json) -> Outcome:
    """Raises SlackError for an answer that Slack would not accept."""
    action = answer.get("response_action")
    if action is None and not answer:
        views.close(view)
    elif action == "errors":
        return Outcome(False, errors=_errors(view, answer))
    elif action == "clear":
        views.clear(view.user_id)
    elif action == "update":
        views.update(view, _body(answer))
    elif action == "push":
        views.push(view.user_id, _body(answer))
    else:
        raise SlackError("invalid_response_action")
    return Outcome()


def _errors(view: View, answer: Json) -> dict[str, str]:
    errors = answer.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors", ["[ERROR] must be keyed by the block_id of an input block"])
    if not all(isinstance(sentence, str) and sentence for sentence in errors.values()):
        raise SlackError("invalid_errors", ["[ERROR] must hold a sentence for each block_id"])
    return errors


def _body(answer: Json) -> Json:
    check_view(answer.get("view"), "modal")
    return named_view(answer["view"])
