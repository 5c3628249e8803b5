"""What is to be said: rows written in the transaction of the change that they tell about.

    pending → sending → sent | pending | unknown | held | dead     unknown → sent | pending | held     pending → expired

A row goes out in the order of its line (a channel, or one person's Home), one in flight per line. Whoever sends claims
it first and commits; every later write names the fence of that claim, so that a sender which was thought dead writes
nothing. A card and a Home are rendered when they are sent, so that many changes become one update.
"""

from qabot.outbox.claims import (
    APART,
    LONGEST,
    WORKSPACE,
    Claim,
    as_claim,
    claim,
    close_gate,
    expire,
    give_back,
    in_line,
    next_opening,
    settle,
    unknown,
    yield_to_newer,
)
from qabot.outbox.files import (
    any_over,
    begin_file,
    file_of,
    forget,
    let_go,
    let_go_of_what_is_over,
    unwanted,
)
from qabot.outbox.models import IN_TROUBLE, OVER, TO_VERIFY, Gate, Kind, OutboxFile, OutboxRow, State
from qabot.outbox.rows import ALERT, LATER, enqueue, post_card, posted_card, refresh_card, refresh_home

__all__ = [
    "ALERT",
    "APART",
    "IN_TROUBLE",
    "LATER",
    "LONGEST",
    "OVER",
    "TO_VERIFY",
    "WORKSPACE",
    "Claim",
    "Gate",
    "Kind",
    "OutboxFile",
    "OutboxRow",
    "State",
    "any_over",
    "as_claim",
    "begin_file",
    "claim",
    "close_gate",
    "enqueue",
    "expire",
    "file_of",
    "forget",
    "give_back",
    "in_line",
    "let_go",
    "let_go_of_what_is_over",
    "next_opening",
    "post_card",
    "posted_card",
    "refresh_card",
    "refresh_home",
    "settle",
    "unknown",
    "unwanted",
    "yield_to_newer",
]
