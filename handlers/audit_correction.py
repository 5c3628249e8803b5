"""The form with which an auditor corrects an audit that is out; a long scorecard is corrected by section."""

from collections.abc import Sequence

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, open_modal, record_id, replace
from qabot.access import Action
from qabot.audit import messages_correction, messages_form, queries
from qabot.audit.queries import Sheet
from qabot.audit.rules import Criterion, Rated, Section
from qabot.dispute import correcting
from qabot.errors import InvalidInput
from qabot.slack.port import View


def register(wiring: Wiring) -> None:
    wiring.action(messages_correction.CORRECT, open_form, needs=Action.AUDIT_CORRECT)
    wiring.submission(messages_correction.SECTION_FORM, choose_section, needs=Action.AUDIT_CORRECT)
    wiring.submission(messages_correction.FORM, correct, needs=Action.AUDIT_CORRECT)


def open_form(request: Request) -> Answer:
    audit_id = record_id(request.value, queries.NO_AUDIT)
    sheet, left = correcting.correctable(request.session, actor=request.actor, audit_id=audit_id)
    if len(left) <= messages_correction.MOST_CRITERIA:
        return open_modal(_form(request, sheet, left))
    token = request.new_form(messages_correction.SECTION_FORM, audit_id=audit_id)
    return open_modal(messages_correction.section_form(sheet, _sections(sheet, left), token=token))


def choose_section(request: Request) -> Answer:
    audit_id = request.form(messages_correction.SECTION_FORM)["audit_id"]
    sheet, left = correcting.correctable(request.session, actor=request.actor, audit_id=audit_id)
    chosen = request.values.choice(messages_correction.SECTION_BLOCK, messages_correction.SECTION)
    found = [one for section in _sections(sheet, left) if section.key == chosen for one in section.criteria]
    criteria = [one for one in found if one in left][: messages_correction.MOST_CRITERIA]
    if not criteria:
        raise InvalidInput(correcting.NOT_ON_OFFER)
    return replace(_form(request, sheet, criteria))


def correct(request: Request) -> Answer:
    made = correcting.correct(
        request.session,
        actor=request.actor,
        audit_id=request.form(messages_correction.FORM)["audit_id"],
        ratings=_ratings(request),
        reason=request.values.text(messages_correction.REASON_BLOCK, messages_correction.REASON) or "",
        now=request.now,
    )
    return replace(messages_correction.done(made.after, made.masked))


def _form(request: Request, sheet: Sheet, criteria: Sequence[Criterion]) -> View:
    token = request.new_form(messages_correction.FORM, audit_id=sheet.audit_id)
    return messages_correction.form(sheet, criteria, token=token)


def _sections(sheet: Sheet, left: list[Criterion]) -> list[Section]:
    return [section for section in sheet.scorecard.sections if any(one in left for one in section.criteria)]


def _ratings(request: Request) -> list[Rated]:
    found = (messages_form.rated_criterion(block) for block in request.values.state)
    return [_rated(request, criterion) for criterion in found if criterion]


def _rated(request: Request, criterion: str) -> Rated:
    values = request.values
    chosen = values.choice(messages_form.rating_block(criterion), messages_correction.LEVEL) or ""
    na = chosen == messages_correction.NA_VALUE
    if not na and not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 3):
        raise InvalidInput(correcting.NOT_ON_OFFER)
    cause = values.choice(messages_form.cause_block(criterion), messages_correction.CAUSE)
    comment = values.text(messages_form.comment_block(criterion), messages_correction.COMMENT) or ""
    return Rated(criterion, None if na else int(chosen), na, correcting.cause_of(cause), comment)
