"""What `/qa-admin` can do, the ids of everything that one can press in its forms, and how roles read."""

from qabot.access import Role
from qabot.people.directory import Choice, HeldRole
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, View
from qabot.slack.usage import Usage

COMMAND = "/qa-admin"

PERSON = "admin.person"
NAME = "admin.name"
EMAIL = "admin.email"
TITLE = "admin.title"
SITE = "admin.site"
TEAM = "admin.team"
ACTIVE = "admin.active"
SLACK_USER = "admin.slack_user"
ROLE = "admin.role"
LOB = "admin.lob"
QUEUE = "admin.queue"
SCORECARD = "admin.scorecard"
CHANNEL = "admin.channel"

ADD_PERSON = "admin.add_person"
ADD_QUEUE = "admin.add_queue"
REVOKE = "admin.revoke"
PEOPLE_FORM = "admin.people_form"
PERSON_FORM = "admin.person_form"
NEW_PERSON_FORM = "admin.new_person_form"
ROLES_FORM = "admin.roles_form"
ROLES_OF_FORM = "admin.roles_of_form"
QUEUES_FORM = "admin.queues_form"
QUEUE_FORM = "admin.queue_form"
NEW_QUEUE_FORM = "admin.new_queue_form"
DONE_FORM = "admin.done"

FIND_BLOCK = "find"
ROLES: dict[Role, str] = {role: role.value.replace("_", " ").replace("qa ", "QA ").capitalize() for role in Role} | {
    Role.QA_LEAD: "QA lead"
}

LINES = (
    f"`{COMMAND} people` finds somebody: their site and team, their Slack user, and whether they are active; "
    "or adds somebody",
    f"`{COMMAND} roles` grants a role to somebody, and revokes it; it counts from their next click",
    f"`{COMMAND} queues` adds a queue, renames one, or gives it another scorecard or channel",
    f"`{COMMAND} schedules` shows what is said again and again, and its next times; pauses it, or says it now",
    f"`{COMMAND} delivery` shows what could not be said, why, and what to do",
    f"`{COMMAND} help` shows this list",
)
ABOUT = (
    "For admins. Each change is in the journal. The programme file does not know of it: `qabot import --dry-run` shows "
    "where the two differ, and an import takes nothing back unless it is told to."
)
USAGE = Usage(COMMAND, "Change people, their roles and queues from day to day.", LINES, ABOUT)


def role(held: HeldRole) -> str:
    """A role and how far it reaches, in words."""
    return f"{ROLES[held.grant.role]} · {', '.join(held.places) or 'everywhere'}"


def options(found: list[Choice]) -> list[Option]:
    return [blocks.option(one.name, str(one.id), one.about) for one in found]


def done(title: str, text: str, warnings: list[str]) -> View:
    """The last page of a form: what is so now, and what to think of."""
    return blocks.modal(title, [blocks.section(text), *cautions(warnings)], callback_id=DONE_FORM, close="Done")


def cautions(warnings: list[str]) -> list[Block]:
    return [blocks.section(f"*Please note:* {blocks.escape(line)}") for line in warnings]
