"""`/qa-audit scorecards`: the list, one scorecard in full, and what leads and admins do with its versions."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, Show, Values, open_modal, record_id, replace
from qabot import privacy
from qabot.access import Action, may
from qabot.audit.rules import Scorecard
from qabot.errors import InvalidInput, WrongState
from qabot.programme import InvalidProgramme, read_scorecard
from qabot.scorecard import messages, queries, service
from qabot.slack.port import Refused, Slack, SlackFault, View

MOST_BYTES = 1_000_000
NO_FILE = "Please choose a file."
NO_YAML = "Please choose a YAML file: its name ends in .yml or .yaml."
TOO_LARGE = "This file has more than 1 MB. A scorecard is much smaller."
NOT_SENT = "Slack did not hand this file over. Nothing was imported. Please try again, or tell an admin."


@dataclass(frozen=True)
class Upload:
    """What a file turned out to be: a scorecard, one with faults by line, or no file to read at all."""

    card: Scorecard | None = None
    faults: tuple[str, ...] = ()
    refused: str = ""
    block: str = messages.FILE_BLOCK


def register(wiring: Wiring) -> None:
    wiring.action(messages.LIST, back_to_list, needs=Action.SCORECARD_SEE)
    wiring.action(messages.OPEN, look, needs=Action.SCORECARD_SEE)
    wiring.action(messages.IMPORT, open_import, needs=Action.SCORECARD_CHANGE)
    wiring.action(messages.PUBLISH, publish, needs=Action.SCORECARD_CHANGE)
    wiring.action(messages.RETIRE, retire, needs=Action.SCORECARD_CHANGE)
    wiring.action(messages.DELETE, delete_draft, needs=Action.SCORECARD_CHANGE)
    wiring.submission(messages.IMPORT_FORM, import_file, needs=Action.SCORECARD_CHANGE, prepare=read_upload)


def open_list(request: Request) -> Answer:
    return open_modal(_list(request))


def back_to_list(request: Request) -> Answer:
    return replace(_list(request))


def look(request: Request) -> Answer:
    return replace(_detail(request, _version_id(request)))


def open_import(request: Request) -> Answer:
    return replace(messages.import_form(token=request.new_form(messages.IMPORT_FORM)))


def publish(request: Request) -> Answer:
    made = service.publish(request.session, actor=request.actor, version_id=_version_id(request), now=request.now)
    return replace(_detail(request, made.version_id, messages.PUBLISHED.format(n=made.card.version)))


def retire(request: Request) -> Answer:
    made = service.retire(request.session, actor=request.actor, version_id=_version_id(request), now=request.now)
    return replace(_detail(request, made.version_id, messages.RETIRED.format(n=made.card.version)))


def delete_draft(request: Request) -> Answer:
    service.delete_draft(request.session, actor=request.actor, version_id=_version_id(request), now=request.now)
    return replace(_list(request, messages.DELETED))


def read_upload(slack: Slack, values: Values) -> Upload:
    """Fetch the file and read it. What it holds that is personal is refused, and not repeated."""
    first, other = messages.FILE_BLOCKS
    block = other if values.has(other) else first
    return dataclasses.replace(_fetched(slack, values.file(block, messages.FILE)), block=block)


def _fetched(slack: Slack, file: dict[str, Any] | None) -> Upload:
    if file is None:
        return Upload(refused=NO_FILE)
    if not str(file.get("name")).lower().endswith(tuple(f".{kind}" for kind in messages.KINDS)):
        return Upload(refused=NO_YAML)
    try:
        content = slack.download(str(file.get("url_private")), limit=MOST_BYTES)
    except SlackFault as fault:
        large = isinstance(fault, Refused) and fault.code == "file_too_large"
        return Upload(refused=TOO_LARGE if large else NOT_SENT)
    return _read(content)


def _read(content: bytes) -> Upload:
    try:
        return Upload(card=read_scorecard("scorecard", content))
    except InvalidProgramme as invalid:
        lines = (f"Line {one.line}: {one.reason}" if one.line else one.reason for one in invalid.found)
        return Upload(faults=tuple(privacy.guard(line).text for line in lines))


def import_file(request: Request) -> Answer:
    request.form(messages.IMPORT_FORM)
    upload: Upload = request.prepared
    if upload.card is None and not upload.faults:
        return Answer(Show.ERRORS, errors={upload.block: upload.refused})
    if upload.card is None:
        again = next(block for block in messages.FILE_BLOCKS if block != upload.block)
        return replace(messages.import_form(token=request.token, faults=upload.faults, block=again))
    try:
        draft = service.import_draft(request.session, actor=request.actor, card=upload.card, now=request.now)
    except WrongState as refusal:
        raise InvalidInput(refusal.sentence, {upload.block: refusal.sentence}) from None
    return replace(_detail(request, draft.version_id, messages.KEPT))


def _list(request: Request, notice: str = "") -> View:
    versions = service.shown(request.session, actor=request.actor)
    return messages.listing(versions, may_change=_may_change(request), notice=notice)


def _detail(request: Request, version_id: int, notice: str = "") -> View:
    held = service.look(request.session, actor=request.actor, version_id=version_id)
    return messages.detail(held, may_change=_may_change(request), notice=notice)


def _may_change(request: Request) -> bool:
    return may(request.actor, Action.SCORECARD_CHANGE)


def _version_id(request: Request) -> int:
    return record_id(request.value, queries.NO_SCORECARD)
