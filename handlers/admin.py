"""`/qa-admin`: what admins change from day to day. People are here, roles and queues in files of their own."""

from handlers import admin_queues, admin_roles, delivery, words
from handlers.admin_choices import chosen, warned
from handlers.middleware import Wiring, Word
from handlers.requests import Answer, Request, offer, open_modal, record_id, replace
from handlers.schedule import Schedules
from qabot.access import Action
from qabot.people import changes, directory, messages, messages_people
from qabot.people.changes import NewPerson, Place
from qabot.schedule.kinds import Timetable

STATES = {messages_people.ACTIVE: True, messages_people.NOT_ACTIVE: False}


def register(wiring: Wiring, timetable: Timetable) -> None:
    schedules = Schedules(timetable)
    wiring.command(messages.COMMAND, known_words(schedules), otherwise=explain)
    wiring.options(messages.PERSON, people_choices, needs=Action.PEOPLE_CHANGE)
    wiring.options(messages.TEAM, team_choices, needs=Action.PEOPLE_CHANGE)
    wiring.action(messages.ADD_PERSON, new_form, needs=Action.PEOPLE_CHANGE)
    wiring.submission(messages.PEOPLE_FORM, open_person, needs=Action.PEOPLE_CHANGE)
    wiring.submission(messages.PERSON_FORM, save, needs=Action.PEOPLE_CHANGE)
    wiring.submission(messages.NEW_PERSON_FORM, add, needs=Action.PEOPLE_CHANGE)
    admin_roles.register(wiring)
    admin_queues.register(wiring)
    delivery.register(wiring)
    schedules.register(wiring)


def explain(request: Request) -> Answer:
    return words.explain(request, messages.USAGE, known_words(Schedules(Timetable())))


def find(request: Request) -> Answer:
    return open_modal(messages_people.find_form(token=request.new_form(messages.PEOPLE_FORM)))


def people_choices(request: Request) -> Answer:
    return offer(messages.options(directory.search(request.session, request.actor, request.text)))


def team_choices(request: Request) -> Answer:
    return offer(messages.options(directory.teams(request.session, request.text)))


def open_person(request: Request) -> Answer:
    request.form(messages.PEOPLE_FORM)
    person_id = record_id(request.values.choice(messages.FIND_BLOCK, messages.PERSON) or "", directory.NO_PERSON)
    person = directory.profile(request.session, request.actor, person_id)
    token = request.new_form(messages.PERSON_FORM, person_id=person_id)
    return replace(messages_people.person_form(person, directory.sites(request.session), token=token))


def save(request: Request) -> Answer:
    before = warned(request)
    person = changes.change_person(
        request.session,
        actor=request.actor,
        person_id=request.form(messages.PERSON_FORM)["person_id"],
        place=_place(request),
        active=STATES.get(request.values.choice(messages_people.ACTIVE_BLOCK, messages.ACTIVE) or ""),
        now=request.now,
    )
    return replace(messages.done("Saved", messages_people.saved(person), warned(request, but=before)))


def new_form(request: Request) -> Answer:
    request.form(messages.PEOPLE_FORM)
    token = request.new_form(messages.NEW_PERSON_FORM)
    return replace(messages_people.new_form(directory.sites(request.session), token=token))


def add(request: Request) -> Answer:
    request.form(messages.NEW_PERSON_FORM)
    values = request.values
    new = NewPerson(
        name=values.text(messages_people.NAME_BLOCK, messages.NAME) or "",
        email=values.text(messages_people.EMAIL_BLOCK, messages.EMAIL) or "",
        title=values.text(messages_people.TITLE_BLOCK, messages.TITLE) or "",
        place=_place(request),
    )
    person = changes.add_person(request.session, actor=request.actor, new=new, now=request.now)
    return replace(messages.done("Added", messages_people.added(person), []))


def _place(request: Request) -> Place:
    return Place(
        site_id=chosen(request, messages_people.SITE_BLOCK, messages.SITE),
        team_id=chosen(request, messages_people.TEAM_BLOCK, messages.TEAM),
        slack_user_id=request.values.picked(messages_people.SLACK_BLOCK, messages.SLACK_USER),
    )


def known_words(schedules: Schedules) -> dict[str, Word]:
    return {
        "": Word(explain, needs=None),
        "people": Word(find, needs=Action.PEOPLE_CHANGE),
        "roles": Word(admin_roles.find, needs=Action.ROLES_CHANGE),
        "queues": Word(admin_queues.find, needs=Action.QUEUES_CHANGE),
        "schedules": Word(schedules.open_list, needs=Action.SCHEDULE_MANAGE),
        "delivery": Word(delivery.overview, needs=Action.DELIVERY_MANAGE),
        "help": Word(explain, needs=None),
    }
