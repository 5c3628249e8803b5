"""The Home tab, put together from what each slice has for this person."""

from datetime import datetime

from sqlalchemy.orm import Session

from qabot.access import Action, Actor, may
from qabot.audit import homes, messages_home, messages_list, messages_publish, waiting
from qabot.dispute import messages as dispute_messages
from qabot.dispute import messages_result_steps
from qabot.dispute import queries as disputes
from qabot.keeping import messages_hold
from qabot.keeping import queries as holds
from qabot.people import queries as people
from qabot.slack import blocks
from qabot.slack.port import Block, View

HELP = "Type `/qa-audit help` in any channel to see what I can do."
ADMIN_HELP = "Type `/qa-admin help` in any channel to see what you can change as an admin."
PREVIOUS, NEXT = "home.previous", "home.next"
NOTHING = "There is nothing for you here yet. When something needs you, it is shown here and I send you a message."

LEFT = "You are not in the QA programme at the moment. If that is wrong, ask an admin of the programme."


def render(session: Session, *, actor: Actor, now: datetime, number: int = 1) -> View:
    """What matters to this person now; where that is more than Slack takes, the page with this number."""
    ways = [blocks.actions(messages_list.open_button(), block_id="lists")] if may(actor, Action.AUDIT_LIST) else []
    help_lines = (HELP, ADMIN_HELP) if may(actor, Action.PEOPLE_CHANGE) else (HELP,)
    end = [*ways, blocks.divider(), *map(blocks.context, help_lines)]
    parts = _parts(session, actor, now) or [blocks.section(NOTHING)]
    # The greeting, what is always at the end, and the buttons to turn the page.
    pages = blocks.pages(parts, blocks.VIEW_BLOCKS - len(end) - 2)
    number = min(max(number, 1), len(pages))
    return blocks.home([_greeting(actor), *pages[number - 1], *_turn(number, len(pages)), *end])


def _parts(session: Session, actor: Actor, now: datetime) -> list[Block]:
    """What each slice has for this person, the most urgent first."""
    parts: list[Block] = []
    if may(actor, Action.HOLD_CONFIRM):
        parts += messages_hold.home(holds.to_confirm(session, actor))
    if may(actor, Action.DISPUTE_DECIDE):
        number = disputes.number_waiting_for(session, actor.person_id)
        parts += dispute_messages.home(disputes.waiting_for(session, actor.person_id), number)
    if may(actor, Action.AUDIT_PUBLISH):
        parts += messages_publish.home(*waiting.number(session, actor))
    if may(actor, Action.AUDIT_SCORE):
        parts += messages_home.auditor(homes.auditor_home(session, actor=actor, now=now))
    if may(actor, Action.AUDIT_SEE_OWN):
        standings = disputes.standings(session, actor.person_id)
        steps = {one.audit_id: messages_result_steps.home(one) for one in standings}
        parts += messages_home.associate(homes.associate_home(session, actor=actor, now=now), steps)
    return parts


def _turn(number: int, last: int) -> list[Block]:
    """The buttons to the pages before and behind; nothing where there is one page."""
    if last == 1:
        return []
    before = [blocks.button("Previous page", PREVIOUS, value=str(number - 1))] if number > 1 else []
    behind = (
        [blocks.button(f"Next page ({number + 1} of {last})", NEXT, value=str(number + 1))] if number < last else []
    )
    return [blocks.actions(*before, *behind, block_id="pages")]


def render_for_slack_user(session: Session, slack_user_id: str, now: datetime) -> View:
    """The same, when the bot publishes it by itself; who left the programme sees nothing of it any more."""
    actor = people.actor_by_slack_id(session, slack_user_id)
    return render(session, actor=actor, now=now) if actor else blocks.home([blocks.section(LEFT)])


def _greeting(actor: Actor) -> Block:
    return blocks.section(f"*Hello, {blocks.escape(actor.name.split()[0])}.* Here is what matters to you now.")
