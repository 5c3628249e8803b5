"""`/qa-admin roles`: granting and revoking, one after the other in the same form."""

from handlers.admin_choices import chosen, warned
from handlers.middleware import Wiring
from handlers.requests import Answer, Request, offer, open_modal, record_id, replace
from qabot.access import Action
from qabot.errors import InvalidInput
from qabot.people import directory, messages, messages_roles, roles
from qabot.people.directory import Profile
from qabot.people.messages_roles import block
from qabot.people.roles import Reach

GRANTED = ":white_check_mark: The role is granted. It counts from the next click."
REVOKED = ":white_check_mark: The role is revoked. It counts from the next click."


def register(wiring: Wiring) -> None:
    wiring.options(messages.QUEUE, queue_choices, needs=Action.ROLES_CHANGE)
    wiring.action(messages.REVOKE, revoke, needs=Action.ROLES_CHANGE)
    wiring.submission(messages.ROLES_FORM, open_roles, needs=Action.ROLES_CHANGE)
    wiring.submission(messages.ROLES_OF_FORM, grant, needs=Action.ROLES_CHANGE)


def find(request: Request) -> Answer:
    return open_modal(messages_roles.find_form(token=request.new_form(messages.ROLES_FORM)))


def queue_choices(request: Request) -> Answer:
    """For a role, and for the queue that is to be changed."""
    return offer(messages.options(directory.queues(request.session, request.actor, request.text)))


def open_roles(request: Request) -> Answer:
    request.form(messages.ROLES_FORM)
    person_id = record_id(request.values.choice(messages.FIND_BLOCK, messages.PERSON) or "", directory.NO_PERSON)
    return _shown(request, directory.profile(request.session, request.actor, person_id), turn=0, done="", warnings=[])


def grant(request: Request) -> Answer:
    about, before = request.form(messages.ROLES_OF_FORM), warned(request)
    turn = about["turn"]
    reach = Reach(
        lob_id=chosen(request, block("lob", turn), messages.LOB),
        queue_id=chosen(request, block("queue", turn), messages.QUEUE),
        site_id=chosen(request, block("site", turn), messages.SITE),
    )
    try:
        person = roles.grant_role(
            request.session,
            actor=request.actor,
            person_id=about["person_id"],
            role=request.values.choice(block("role", turn), messages.ROLE) or "",
            reach=reach,
            now=request.now,
        )
    except InvalidInput as fault:
        fields = {block(field, turn): sentence for field, sentence in fault.fields.items()}
        raise InvalidInput(fault.sentence, fields) from None
    return _shown(request, person, turn=turn + 1, done=GRANTED, warnings=warned(request, but=before))


def revoke(request: Request) -> Answer:
    about, before = request.form(messages.ROLES_OF_FORM), warned(request)
    person = roles.revoke_role(
        request.session,
        actor=request.actor,
        person_id=about["person_id"],
        grant_id=record_id(request.value, roles.NO_GRANT),
        now=request.now,
    )
    return _shown(request, person, turn=about["turn"], done=REVOKED, warnings=warned(request, but=before))


def _shown(request: Request, person: Profile, *, turn: int, done: str, warnings: list[str]) -> Answer:
    session = request.session
    places = (directory.lobs(session), directory.sites(session))
    token = request.new_form(messages.ROLES_OF_FORM, person_id=person.person_id, turn=turn)
    view = messages_roles.roles_form(person, *places, token=token, turn=turn, done=done, warnings=warnings)
    return replace(view)
