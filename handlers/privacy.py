"""`/qa-privacy`: legal holds, exports and erasures for security officers; who confirms a hold presses a button."""

from collections.abc import Callable

from handlers import words
from handlers.edge import Handler
from handlers.middleware import Wiring, Word
from handlers.requests import Answer, Request, nothing, offer, open_modal, record_id, replace, say
from qabot.access import Action
from qabot.errors import InvalidInput, NotFound
from qabot.keeping import holds, messages, messages_erase, messages_hold, orders, queries, retention
from qabot.keeping.rules import Basis, HoldState, Periods, Step

NO_HOLDS = "There is no legal hold that could be released."
SOON = "I am collecting it, and send you the file in a direct message within a minute or two."
SOON_ERASED = "{name} is erased within a minute. You hear from me when it is done."
NOBODY = "Please choose a person."
NO_BASIS = "Please choose a reason."


def register(wiring: Wiring, periods: Periods) -> None:
    wiring.command(messages.COMMAND, known_words(periods), otherwise=explain)
    wiring.options(messages.PERSON, people_choices, needs=Action.PRIVACY_SEE)
    wiring.options(messages.AUDIT, audit_choices, needs=Action.HOLD_ASK)
    wiring.submission(messages.HOLD_FORM, ask_hold, needs=Action.HOLD_ASK)
    wiring.submission(messages.RELEASE_FORM, ask_release, needs=Action.HOLD_ASK)
    wiring.submission(messages.EXPORT_FORM, export, needs=Action.PRIVACY_EXPORT)
    wiring.submission(messages.ERASE_FORM, show_what_goes, needs=Action.PRIVACY_ERASE)
    wiring.submission(messages.SURE_FORM, erase, needs=Action.PRIVACY_ERASE)
    for step in Step:
        wiring.action(messages.CONFIRM[step], decide(step, confirmed=True), needs=Action.HOLD_CONFIRM)
        wiring.action(messages.DECLINE[step], decide(step, confirmed=False), needs=Action.HOLD_CONFIRM)


def explain(request: Request) -> Answer:
    return words.explain(request, messages.USAGE, known_words(Periods()))


def overview(request: Request) -> Answer:
    return say(messages_hold.overview(holds.in_reach(request.session, actor=request.actor)))


def hold_form(request: Request) -> Answer:
    return open_modal(messages_hold.hold_form(token=request.new_form(messages.HOLD_FORM)))


def release_form(request: Request) -> Answer:
    active = holds.in_reach(request.session, actor=request.actor, states=(HoldState.ACTIVE,))
    if not active:
        raise NotFound(NO_HOLDS)
    return open_modal(messages_hold.release_form(active, token=request.new_form(messages.RELEASE_FORM)))


def export_form(request: Request) -> Answer:
    return open_modal(messages.export_form(token=request.new_form(messages.EXPORT_FORM)))


def erase_form(request: Request) -> Answer:
    return open_modal(messages_erase.erase_form(token=request.new_form(messages.ERASE_FORM)))


def show_retention(periods: Periods) -> Handler:
    def show(request: Request) -> Answer:
        due = retention.due(request.session, periods=periods, now=request.now)
        return say(messages.retention(periods, due))

    return show


def people_choices(request: Request) -> Answer:
    found = queries.find_people(request.session, actor=request.actor, action=Action.PRIVACY_SEE, typed=request.text)
    return offer(messages.people_options(found))


def audit_choices(request: Request) -> Answer:
    return offer(
        messages_hold.audit_options(queries.find_audits(request.session, actor=request.actor, typed=request.text))
    )


def ask_hold(request: Request) -> Answer:
    request.form(messages.HOLD_FORM)
    person = request.values.choice(messages.PERSON_BLOCK, messages.PERSON)
    audit = request.values.choice(messages.AUDIT_BLOCK, messages.AUDIT)
    asked = holds.ask(
        request.session,
        actor=request.actor,
        person_id=record_id(person, queries.NO_PERSON) if person else None,
        audit_id=record_id(audit, queries.NO_AUDIT) if audit else None,
        reason=_reason(request),
        now=request.now,
    )
    return replace(messages.done("Legal hold", messages_hold.asked_text(asked.confirmers, release=False), asked.masked))


def ask_release(request: Request) -> Answer:
    request.form(messages.RELEASE_FORM)
    chosen = request.values.choice(messages.HOLD_BLOCK, messages.HOLD_CHOICE) or ""
    asked = holds.ask_release(
        request.session,
        actor=request.actor,
        hold_id=record_id(chosen, queries.NO_HOLD),
        reason=_reason(request),
        now=request.now,
    )
    return replace(
        messages.done("Release a hold", messages_hold.asked_text(asked.confirmers, release=True), asked.masked)
    )


def decide(step: Step, *, confirmed: bool) -> Callable[[Request], Answer]:
    def decided(request: Request) -> Answer:
        hold_id = record_id(request.value, queries.NO_HOLD)
        holds.decide(
            request.session, actor=request.actor, hold_id=hold_id, step=step, confirmed=confirmed, now=request.now
        )
        return nothing()

    return decided


def export(request: Request) -> Answer:
    request.form(messages.EXPORT_FORM)
    ordered = orders.ask_export(
        request.session,
        actor=request.actor,
        person_id=_person(request),
        reason=_reason(request),
        now=request.now,
    )
    return replace(messages.done("Export data", SOON, ordered.masked))


def show_what_goes(request: Request) -> Answer:
    request.form(messages.ERASE_FORM)
    person_id, basis = _person(request), _basis(request)
    about, found = orders.preview_erasure(request.session, actor=request.actor, person_id=person_id)
    token = request.new_form(messages.SURE_FORM, person_id=person_id, basis=basis.value)
    return replace(messages_erase.erase_sure(about, found, token=token))


def erase(request: Request) -> Answer:
    about = request.form(messages.SURE_FORM)
    try:
        ordered = orders.ask_erasure(
            request.session,
            actor=request.actor,
            person_id=about["person_id"],
            basis=Basis(about["basis"]),
            now=request.now,
        )
    except InvalidInput as refusal:
        # The field that it is about was on the page before.
        return replace(messages.done("Erase a person", refusal.sentence))
    return replace(messages.done("Erase a person", SOON_ERASED.format(name=ordered.subject.name)))


def _person(request: Request) -> int:
    chosen = request.values.choice(messages.PERSON_BLOCK, messages.PERSON)
    if chosen is None:
        raise InvalidInput(NOBODY, {messages.PERSON_BLOCK: NOBODY})
    return record_id(chosen, queries.NO_PERSON)


def _reason(request: Request) -> str:
    return request.values.text(messages.REASON_BLOCK, messages.REASON) or ""


def _basis(request: Request) -> Basis:
    try:
        return Basis(request.values.choice(messages.BASIS_BLOCK, messages.BASIS) or "")
    except ValueError:
        raise InvalidInput(NO_BASIS, {messages.BASIS_BLOCK: NO_BASIS}) from None


def known_words(periods: Periods) -> dict[str, Word]:
    return {
        "": Word(overview, needs=Action.PRIVACY_SEE),
        "hold": Word(hold_form, needs=Action.HOLD_ASK),
        "release": Word(release_form, needs=Action.HOLD_ASK),
        "export": Word(export_form, needs=Action.PRIVACY_EXPORT),
        "erase": Word(erase_form, needs=Action.PRIVACY_ERASE),
        "retention": Word(show_retention(periods), needs=Action.PRIVACY_SEE),
        "help": Word(explain, needs=None),
    }
