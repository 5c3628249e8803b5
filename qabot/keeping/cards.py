"""The messages about data protection that are brought up to date when something changes."""

from sqlalchemy.orm import Session

from qabot.keeping import messages_erase, messages_hold, queries
from qabot.slack.port import Message

EXPORT = "keeping.export"
HOLD = "keeping.hold"
REMOVED = "keeping.removed"


def hold(session: Session, card: int) -> Message:
    hold_id, step = queries.asked_card(session, card)
    return messages_hold.hold_card(queries.hold(session, hold_id), step)


def removed(_session: Session, _row: int) -> Message:
    """What stands in the place of a message that was taken back."""
    return messages_erase.removed()
