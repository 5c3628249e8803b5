"""The scorecard form. A click or a letter saves the draft at once; the token says which page of which audit it is."""

from dataclasses import dataclass

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, Show, Values, nothing, redraw, replace
from qabot.access import Action
from qabot.audit import messages, messages_form, service
from qabot.audit.queries import Sheet
from qabot.audit.rules import LAST_MESSAGE, Cause
from qabot.errors import InvalidInput
from qabot.slack.port import View

REASON_MISSING = "Each rating below full marks needs a cause and a comment before you go on."


def register(wiring: Wiring) -> None:
    wiring.action(messages.RATE, rate, needs=Action.AUDIT_SCORE)
    wiring.action(messages.CAUSE, rate, needs=Action.AUDIT_SCORE)
    wiring.action(messages.COMMENT, type_comment, needs=Action.AUDIT_SCORE)
    wiring.action(messages.MESSAGE, type_comment, needs=Action.AUDIT_SCORE)
    wiring.action(messages.BACK, back, needs=Action.AUDIT_SCORE)
    wiring.action(messages.DISCARD, discard, needs=Action.AUDIT_SCORE)
    wiring.submission(messages.PAGE_FORM, next_page, needs=Action.AUDIT_SCORE)
    wiring.submission(messages.REVIEW_FORM, submit, needs=Action.AUDIT_SCORE)
    wiring.submission(messages.DONE_FORM, audit_next, needs=Action.AUDIT_SCORE)


@dataclass(frozen=True)
class Page:
    """What the token of a page stands for."""

    audit_id: int
    number: int


def first_view(request: Request, audit_id: int) -> View:
    """The form of a draft, at the first page that is not finished."""
    sheet = service.draft(request.session, actor=request.actor, audit_id=audit_id)
    return _view(request, sheet, messages_form.first_open_page(sheet))


def rate(request: Request) -> Answer:
    """Save, and show the new running score and what the rating asks for."""
    saved = _save_one(request)
    if saved is None:
        return nothing()
    page, notice = _page(request), messages.masked_notice(saved.masked)
    return redraw(messages_form.page(saved.sheet, page.number, token=request.token, notice=notice), _page_now)


def _page_now(request: Request) -> Answer:
    """The page with all that was clicked at it, unless it was left."""
    left = request.form(messages.PAGE_FORM).get("left", 0)
    if left is True or 0 < request.stamp <= left:
        return nothing()
    page = _page(request)
    sheet = service.draft(request.session, actor=request.actor, audit_id=page.audit_id)
    return replace(messages_form.page(sheet, page.number, token=request.token))


def type_comment(request: Request) -> Answer:
    """Save only: an update of the view would get in the way of who is typing."""
    _save_one(request)
    return nothing()


def back(request: Request) -> Answer:
    page = _page(request)
    saved = _save(request, page)
    _leave(request, request.stamp)
    return replace(_view(request, saved.sheet, max(page.number - 1, 0), messages.masked_notice(saved.masked)))


def next_page(request: Request) -> Answer:
    page = _page(request)
    saved = _save(request, page)
    errors = messages_form.field_errors(saved.sheet.scorecard.pages[page.number], saved.sheet.ratings)
    errors |= _wrong_numbers(request.values)
    if not errors:
        _leave(request)
        return replace(_view(request, saved.sheet, page.number + 1, messages.masked_notice(saved.masked)))
    if all(request.values.has(block) for block in errors):
        return Answer(Show.ERRORS, errors=errors)
    return replace(_view(request, saved.sheet, page.number, REASON_MISSING))


def submit(request: Request) -> Answer:
    page = _page(request)
    try:
        keep = request.values.choice(messages_form.WHEN_BLOCK, messages.WHEN) == messages_form.IN_BATCH
        sheet = service.submit(request.session, actor=request.actor, audit_id=page.audit_id, now=request.now, keep=keep)
    except InvalidInput as unfinished:
        sheet = service.draft(request.session, actor=request.actor, audit_id=page.audit_id)
        return replace(_view(request, sheet, messages_form.first_open_page(sheet), unfinished.sentence))
    return replace(messages_form.done(sheet))


def discard(request: Request) -> Answer:
    page = _page(request)
    sheet = service.discard_draft(request.session, actor=request.actor, audit_id=page.audit_id, now=request.now)
    return replace(messages_form.discarded(sheet))


def audit_next(request: Request) -> Answer:
    audit_id = service.start_next(request.session, actor=request.actor, now=request.now)
    return replace(first_view(request, audit_id))


def entries(values: Values) -> list[service.Entry]:
    """What the page held, criterion by criterion; the service takes only what belongs to the page."""
    named = (messages_form.rated_criterion(block) for block in values.state)
    return [_entry(criterion, values) for criterion in named if criterion]


def _entry(criterion: str, values: Values) -> service.Entry:
    choice = values.choice(messages_form.rating_block(criterion), messages.RATE)
    why = values.choice(messages_form.cause_block(criterion), messages.CAUSE)
    rated = None if choice in (None, messages_form.NA_VALUE) else choice
    try:
        level, cause = None if rated is None else int(rated), Cause(why) if why else None
    except ValueError:
        raise InvalidInput(service.NOT_ON_SCALE) from None
    return service.Entry(
        criterion=criterion,
        level=level,
        not_applicable=choice == messages_form.NA_VALUE,
        cause=cause,
        comment=values.text(messages_form.comment_block(criterion), messages.COMMENT) or "",
        message_number=_number(_typed_number(criterion, values)),
        reason_shown=values.has(messages_form.comment_block(criterion)),
    )


def _typed_number(criterion: str, values: Values) -> str:
    return (values.text(messages_form.message_block(criterion), messages.MESSAGE) or "").strip()


def _number(typed: str) -> int | None:
    """The number of a message; None where it is none, or not one that a ticket can have."""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    return number if 1 <= number <= LAST_MESSAGE else None


def _wrong_numbers(values: Values) -> dict[str, str]:
    """What is no number of a message, by its field: saved it is not, and nobody should think that it is."""
    rated = filter(None, (messages_form.rated_criterion(block) for block in values.state))
    typed = {criterion: _typed_number(criterion, values) for criterion in rated}
    return {
        messages_form.message_block(criterion): messages_form.NO_MESSAGE
        for criterion, number in typed.items()
        if number and _number(number) is None
    }


def _page(request: Request) -> Page:
    about = request.form(messages.PAGE_FORM)
    return Page(about["audit_id"], about["page"])


def _save(request: Request, page: Page, only: str | None = None) -> service.Saved:
    return service.save_page(
        request.session,
        actor=request.actor,
        audit_id=page.audit_id,
        page=page.number,
        entries=[entry for entry in entries(request.values) if only in (None, entry.criterion)],
        now=request.now,
    )


def _save_one(request: Request) -> service.Saved | None:
    """Save the criterion that was clicked or typed at; None where this comes too late.

    Deliveries overtake each other. One that left before the last that was saved, or before the page was left, says
    nothing new, and the rest of what it carries may be older than what is there.
    """
    about = request.form(messages.PAGE_FORM)
    criterion = messages_form.criterion_of(request.block_id)
    stamps = about.get("stamps", {})
    left = about.get("left", 0)
    if criterion is None or left is True or 0 < request.stamp <= max(left, stamps.get(criterion, 0)):
        return None
    request.change_form(**about | {"stamps": stamps | {criterion: request.stamp}})
    return _save(request, _page(request), only=criterion)


def _leave(request: Request, at: float = 0) -> None:
    """The page is left; by a click, `at` its stamp.

    Slack may refuse to show the page before (429). Then this one is still there, and what is clicked later counts.
    """
    request.change_form(**request.form(messages.PAGE_FORM) | {"left": at or True})


def _view(request: Request, sheet: Sheet, number: int, notice: str = "") -> View:
    token = request.new_form(messages.PAGE_FORM, audit_id=sheet.audit_id, page=number)
    return messages_form.page(sheet, number, token=token, notice=notice)
