"""A file goes to Slack before its message does, and nobody but us sees it; then the message shows it, by its link.

Slack tells the number of a file before it takes the bytes. That is kept at once, under the fence of the claim: whoever
tries again finds the file there, or begins another. What nobody is shown in the end is deleted in Slack.
"""

from collections.abc import Callable
from dataclasses import replace

import structlog

from qabot import outbox
from qabot.clock import Clock
from qabot.db import Database
from qabot.outbox import Claim
from qabot.slack import blocks
from qabot.slack.port import File, Message, NotSent, Refused, Slack, SlackFault, Unknown

log = structlog.get_logger()


def attached(database: Database, slack: Slack, clock: Clock, taken: Claim, message: Message) -> Message:
    """The message as it is posted: with the link to its file, which is in Slack by then."""
    if message.file is None:
        return message
    try:
        link = _link(database, slack, clock, taken, message.file)
    except Unknown as fault:
        # Whatever became of the file: the message was certainly not sent.
        raise NotSent(fault.code) from fault
    return replace(message, text=f"{message.text}\n<{link}|{blocks.escape(message.file.title)}>")


def sweeping(database: Database, slack: Slack, clock: Clock) -> Callable[[], None]:
    """The beat that deletes the files which no message shows."""

    def beat() -> None:
        with database.reading() as session:
            over, files = outbox.any_over(session), outbox.unwanted(session, now=clock())
        if over:
            with database.transaction() as session:
                outbox.let_go_of_what_is_over(session)
        for file_id in files:
            if not _deleted(slack, file_id):
                return
            with database.transaction() as session:
                outbox.forget(session, file_id)

    return beat


def _link(database: Database, slack: Slack, clock: Clock, taken: Claim, file: File) -> str:
    with database.reading() as session:
        begun = outbox.file_of(session, taken.row_id)
    link = slack.link_of_file(begun) if begun else None
    if link is None:
        link = slack.link_of_file(_uploaded(database, slack, clock, taken, file))
    if link is None:
        raise NotSent("file_not_ready")
    return link


def _uploaded(database: Database, slack: Slack, clock: Clock, taken: Claim, file: File) -> str:
    upload = slack.begin_upload(file)
    with database.transaction() as session:
        mine = outbox.begin_file(session, taken, upload.file_id, now=clock())
    if not mine:
        raise NotSent("lease_passed")
    slack.finish_upload(upload, file)
    return upload.file_id


def _deleted(slack: Slack, file_id: str) -> bool:
    """Whether it is over with this file; where Slack cannot answer now, the next beat asks again."""
    try:
        slack.delete_file(file_id)
    except Refused as fault:
        # Mostly an upload that never came to its end.
        log.info("outbox.file_not_deleted", code=fault.code)
    except SlackFault as fault:
        log.warning("outbox.file_not_deleted", code=fault.code)
        return False
    return True
