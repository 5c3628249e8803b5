"""The form with which an auditor chooses a ticket by hand."""

from collections.abc import Iterable, Sequence

from qabot.audit import messages
from qabot.audit.tickets import AssociateChoice, TicketChoice
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import View

NEXT_TICKET = "audit.next_ticket"
THIS_TICKET = "audit.this_ticket"
QUEUE_BLOCK = "queue"
NONE_NAMED = "I found no ticket in this message that you can score. You can choose one here."
NONE_TYPED = "I know no ticket “{typed}” that you can score. You can choose one here."
MORE_NAMED = "This names {n} tickets that you can score. The first one is chosen; the others are {others}."
MOST_NAMED = 5


def associate_block(queue_id: int | None) -> str:
    """Names the queue, so that the choice is empty again when another queue is chosen."""
    return f"associate:{queue_id or 'any'}"


def ticket_block(queue_id: int | None, associate_id: int | None) -> str:
    return f"ticket:{queue_id or 'any'}:{associate_id or 'any'}"


def naming(found: Sequence[TicketChoice], *, token: str, none: str = NONE_NAMED) -> View:
    """The form with the first ticket that a message, or who typed it, names; says so where that is none, or several."""
    if not found:
        return form(token=token, notice=none)
    others = [ticket.reference for ticket in found[1:]]
    named = messages.enumerated(others, MOST_NAMED)
    return form(token=token, ticket=found[0], notice=MORE_NAMED.format(n=len(found), others=named) if others else "")


def form(
    *,
    token: str,
    queue_id: int | None = None,
    associate_id: int | None = None,
    ticket: TicketChoice | None = None,
    notice: str = "",
) -> View:
    """What is chosen in the first two fields narrows the tickets in the third."""
    chosen = ticket_options([ticket])[0] if ticket else None
    shown = [
        *messages.notice(notice),
        blocks.section(
            "Which ticket do you want to score? Its audit is kept as ad hoc: it counts for the associate's feedback, "
            "and stays out of the headline score, which rests on drawn tickets."
        ),
        blocks.input_block(
            "Queue",
            blocks.external_select(messages.QUEUE, "All queues that you audit"),
            block_id=QUEUE_BLOCK,
            optional=True,
            dispatch=True,
        ),
        blocks.input_block(
            "Associate",
            blocks.external_select(messages.ASSOCIATE, "Type a name"),
            block_id=associate_block(queue_id),
            hint="Your own team is not listed: nobody audits their own team.",
            optional=True,
            dispatch=True,
        ),
        blocks.input_block(
            "Ticket",
            blocks.external_select(messages.TICKET, "Type a part of the reference", initial=chosen),
            block_id=ticket_block(queue_id, associate_id),
            hint=f"Queue and associate narrow this list. The first {blocks.OPTIONS} are shown; type to find others.",
        ),
    ]
    return blocks.modal(
        "Choose a ticket", shown, callback_id=messages.PICK_FORM, token=token, submit="Open scorecard", close="Cancel"
    )


def queue_options(found: Iterable[tuple[int, str]]) -> list[Option]:
    return [blocks.option(name, str(queue_id)) for queue_id, name in found]


def associate_options(found: Iterable[AssociateChoice]) -> list[Option]:
    return [blocks.option(one.name, str(one.person_id), one.title) for one in found]


def ticket_options(found: Iterable[TicketChoice]) -> list[Option]:
    return [
        blocks.option(
            f"{one.reference} · {one.associate}",
            str(one.ticket_id),
            f"{one.queue} · {one.handled_at:%d %b %Y}{' · audited before' if one.audited else ''}",
        )
        for one in found
    ]
