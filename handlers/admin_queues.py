"""`/qa-admin queues`: adding a queue, and changing one. Slack is asked about its channel before anything is written."""

from handlers.admin_choices import chosen
from handlers.middleware import Wiring
from handlers.requests import Answer, Request, Values, open_modal, record_id, replace
from qabot.access import Action
from qabot.errors import InvalidInput, WrongState
from qabot.people import directory, messages, messages_queues, queues
from qabot.people.channels import check_channel
from qabot.people.queues import QueueFields
from qabot.programme.queries import scorecards
from qabot.slack.port import Slack


def register(wiring: Wiring) -> None:
    wiring.action(messages.ADD_QUEUE, new_form, needs=Action.QUEUES_CHANGE)
    wiring.submission(messages.QUEUES_FORM, open_queue, needs=Action.QUEUES_CHANGE)
    wiring.submission(messages.QUEUE_FORM, save, needs=Action.QUEUES_CHANGE, prepare=checked_channel)
    wiring.submission(messages.NEW_QUEUE_FORM, add, needs=Action.QUEUES_CHANGE, prepare=checked_channel)


def find(request: Request) -> Answer:
    return open_modal(messages_queues.find_form(token=request.new_form(messages.QUEUES_FORM)))


def open_queue(request: Request) -> Answer:
    request.form(messages.QUEUES_FORM)
    queue_id = record_id(request.values.choice(messages.FIND_BLOCK, messages.QUEUE) or "", queues.NO_QUEUE)
    queue = queues.profile(request.session, request.actor, queue_id)
    token = request.new_form(messages.QUEUE_FORM, queue_id=queue_id)
    return replace(messages_queues.queue_form(queue, scorecards(request.session), token=token))


def checked_channel(slack: Slack, values: Values) -> str | None:
    """The channel that was chosen, if the bot may write to it."""
    block = messages_queues.CHANNEL_BLOCK
    channel_id = values.picked(block, messages.CHANNEL)
    if channel_id is None:
        return None
    try:
        return check_channel(slack, channel_id).channel_id
    except InvalidInput as fault:
        raise InvalidInput(fault.sentence, {block: fault.sentence}) from fault


def save(request: Request) -> Answer:
    cards = scorecards(request.session)
    queue_id = request.form(messages.QUEUE_FORM)["queue_id"]
    held = queues.profile(request.session, request.actor, queue_id)
    # The field cannot show a channel that is known by its name, so an empty one means that it stays.
    kept = held.channel if held.channel and not messages_queues.is_id(held.channel) else None
    queue = queues.change_queue(
        request.session,
        actor=request.actor,
        queue_id=queue_id,
        fields=_fields(request, kept),
        scorecards=cards,
        now=request.now,
    )
    return replace(messages.done("Saved", messages_queues.saved(queue, cards), []))


def new_form(request: Request) -> Answer:
    request.form(messages.QUEUES_FORM)
    cards = scorecards(request.session)
    if not cards:
        raise WrongState(queues.NONE_PUBLISHED)
    token = request.new_form(messages.NEW_QUEUE_FORM)
    view = messages_queues.new_form(directory.lobs(request.session), cards, token=token)
    return replace(view)


def add(request: Request) -> Answer:
    request.form(messages.NEW_QUEUE_FORM)
    cards = scorecards(request.session)
    queue = queues.add_queue(
        request.session,
        actor=request.actor,
        lob_id=chosen(request, messages_queues.LOB_BLOCK, messages.LOB),
        fields=_fields(request, None),
        scorecards=cards,
        now=request.now,
    )
    return replace(messages.done("Added", messages_queues.added(queue, cards), []))


def _fields(request: Request, kept: str | None) -> QueueFields:
    values = request.values
    return QueueFields(
        name=values.text(messages_queues.NAME_BLOCK, messages.NAME) or "",
        scorecard_key=values.choice(messages_queues.SCORECARD_BLOCK, messages.SCORECARD) or "",
        channel=request.prepared or kept,
    )
