"""`/qa-audit`, the form to choose a ticket, and the buttons of results and Home; the scorecard is in `audit_form`."""

from handlers import audit_form, audit_list, audit_message, audit_publish, audit_void, scorecard, words
from handlers.middleware import Wiring, Word
from handlers.requests import Answer, Request, nothing, offer, open_modal, record_id, redraw, replace
from qabot.access import Action, may
from qabot.audit import mentions, messages, messages_pick, queries, service, tickets
from qabot.errors import InvalidInput, QabotError
from qabot.people import queries as people
from qabot.people.rules import fold
from qabot.slack import blocks


def register(wiring: Wiring) -> None:
    wiring.command(messages.COMMAND, WORDS, otherwise=explain)
    wiring.action(messages.NEXT, open_next, needs=Action.AUDIT_SCORE)
    wiring.action(messages.CONTINUE, go_on, needs=Action.AUDIT_SCORE)
    wiring.action(messages.ACKNOWLEDGE, acknowledge, needs=Action.AUDIT_ACKNOWLEDGE)
    wiring.action(messages.PICK, open_pick, needs=Action.AUDIT_SCORE)
    wiring.action(messages.QUEUE, narrow, needs=Action.AUDIT_SCORE)
    wiring.action(messages.ASSOCIATE, narrow, needs=Action.AUDIT_SCORE)
    wiring.options(messages.QUEUE, queue_choices, needs=Action.AUDIT_SCORE)
    wiring.options(messages.ASSOCIATE, associate_choices, needs=Action.AUDIT_SCORE)
    wiring.options(messages.TICKET, ticket_choices, needs=Action.AUDIT_SCORE)
    wiring.submission(messages.PICK_FORM, start_picked, needs=Action.AUDIT_SCORE)
    wiring.shortcut(messages_pick.NEXT_TICKET, open_next, needs=Action.AUDIT_SCORE)
    wiring.shortcut(messages_pick.THIS_TICKET, audit_message.open_form, needs=Action.AUDIT_SCORE)
    audit_form.register(wiring)
    audit_void.register(wiring)
    audit_publish.register(wiring)
    audit_list.register(wiring)
    scorecard.register(wiring)


def explain(request: Request) -> Answer:
    return words.explain(request, messages.USAGE, WORDS)


def next_step(request: Request) -> Answer:
    """For who scores, the next ticket; for who is audited, their results."""
    may_score = may(request.actor, Action.AUDIT_SCORE)
    return open_next(request) if may_score else audit_list.open_list(request)


def open_next(request: Request) -> Answer:
    audit_id = service.start_next(request.session, actor=request.actor, now=request.now)
    return open_modal(audit_form.first_view(request, audit_id))


def go_on(request: Request) -> Answer:
    return open_modal(audit_form.first_view(request, record_id(request.value, queries.NO_AUDIT)))


def acknowledge(request: Request) -> Answer:
    service.acknowledge(
        request.session, actor=request.actor, audit_id=record_id(request.value, queries.NO_AUDIT), now=request.now
    )
    return nothing()


def open_pick(request: Request) -> Answer:
    """With the ticket that is named behind the word, where one is."""
    typed, token = request.text.partition(" ")[2].strip(), request.new_form(messages.PICK_FORM)
    if not typed:
        return open_modal(messages_pick.form(token=token))
    found = mentions.find(request.session, request.actor, typed)
    none = messages_pick.NONE_TYPED.format(typed=blocks.clip(typed, 80))
    return open_modal(messages_pick.naming(found, token=token, none=none))


def narrow(request: Request) -> Answer:
    """Keep what was chosen here: Slack does not tell it when it asks for the choices of the next field."""
    about = request.form(messages.PICK_FORM)
    queue_id = _chosen(request, messages_pick.QUEUE_BLOCK, messages.QUEUE)
    same_queue = queue_id == about.get("queue_id")
    block = messages_pick.associate_block(queue_id)
    associate_id = _chosen(request, block, messages.ASSOCIATE) if same_queue else None
    token = request.new_form(messages.PICK_FORM, queue_id=queue_id, associate_id=associate_id)
    return redraw(messages_pick.form(token=token, queue_id=queue_id, associate_id=associate_id))


def queue_choices(request: Request) -> Answer:
    typed = fold(request.text)
    found = people.queues_for(request.session, request.actor)
    return offer(messages_pick.queue_options((one.queue_id, one.name) for one in found if typed in fold(one.name)))


def associate_choices(request: Request) -> Answer:
    about = request.form(messages.PICK_FORM)
    found = tickets.associates(request.session, request.actor, request.text, queue_id=about.get("queue_id"))
    return offer(messages_pick.associate_options(found))


def ticket_choices(request: Request) -> Answer:
    about = request.form(messages.PICK_FORM)
    found = tickets.search(
        request.session,
        request.actor,
        request.text,
        now=request.now,
        queue_id=about.get("queue_id"),
        associate_id=about.get("associate_id"),
    )
    return offer(messages_pick.ticket_options(found))


def start_picked(request: Request) -> Answer:
    about = request.form(messages.PICK_FORM)
    block = messages_pick.ticket_block(about.get("queue_id"), about.get("associate_id"))
    chosen = record_id(request.values.choice(block, messages.TICKET) or "", service.NO_TICKET)
    try:
        audit_id = service.start(request.session, actor=request.actor, ticket_id=chosen, now=request.now)
    except QabotError as refusal:
        raise InvalidInput(refusal.sentence, {block: refusal.sentence}) from None
    return replace(audit_form.first_view(request, audit_id))


def _chosen(request: Request, block: str, action: str) -> int | None:
    choice = request.values.choice(block, action)
    return None if choice is None else record_id(choice, service.NO_TICKET)


WORDS = {
    "": Word(next_step, needs=Action.AUDIT_LIST),
    "start": Word(open_pick, needs=Action.AUDIT_SCORE),
    "publish": Word(audit_publish.open_form, needs=Action.AUDIT_PUBLISH),
    "list": Word(audit_list.open_list, needs=Action.AUDIT_LIST),
    "scorecards": Word(scorecard.open_list, needs=Action.SCORECARD_SEE),
    "void": Word(audit_void.open_form, needs=Action.AUDIT_VOID),
    "help": Word(explain, needs=None),
}
