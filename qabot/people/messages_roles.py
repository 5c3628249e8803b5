"""The forms with which an admin grants and revokes roles."""

from qabot.access import Role
from qabot.people import messages
from qabot.people.directory import Choice, HeldRole, Profile
from qabot.slack import blocks
from qabot.slack.port import Block, View

SHOWN = 80
MAY: dict[Role, str] = {
    Role.ASSOCIATE: "Sees, acknowledges and disputes own audits",
    Role.TEAM_LEAD: "The same, and what concerns the team",
    Role.AUDITOR: "Scores tickets",
    Role.QA_LEAD: "Scores, decides disputes, voids audits",
    Role.TRAINER: "Roll-outs and nesting",
    Role.ENGINEER: "Bugs that are escalated to them",
    Role.MANAGER: "Aggregates and published reports",
    Role.SECURITY_OFFICER: "Journal, exports, retention and holds",
    Role.ADMIN: "People, roles, queues and settings",
}


def find_form(*, token: str) -> View:
    shown = [
        blocks.input_block(
            "Whose roles?", blocks.external_select(messages.PERSON, "Type a name"), block_id=messages.FIND_BLOCK
        )
    ]
    return blocks.modal("Roles", shown, callback_id=messages.ROLES_FORM, token=token, submit="Open", close="Cancel")


def block(field: str, turn: int) -> str:
    """Fields are empty again after each change: Slack keeps what was chosen where the name stays the same."""
    return f"{field}:{turn}"


def roles_form(
    person: Profile,
    lobs: list[Choice],
    sites: list[Choice],
    *,
    token: str,
    turn: int,
    done: str,
    warnings: list[str],
) -> View:
    shown = [
        *([blocks.section(done)] if done else []),
        *messages.cautions(warnings),
        blocks.section(f"*Roles of {blocks.escape(person.name)}*" + ("" if person.roles else "\nNone yet")),
        *(_held(held, person) for held in person.roles[:SHOWN]),
        blocks.header("Grant a role"),
        *_fields(lobs, sites, turn),
        blocks.context("It counts from the next click. What you leave empty does not narrow the role."),
    ]
    return blocks.modal("Roles", shown, callback_id=messages.ROLES_OF_FORM, token=token, submit="Grant", close="Done")


def _held(held: HeldRole, person: Profile) -> Block:
    words = messages.role(held)
    sure = blocks.confirm(
        "Revoke this role?",
        f"From their next click on, {person.name} is no longer: {words}.",
        "Revoke",
        "Keep it",
        danger=True,
    )
    button = blocks.button("Revoke", messages.REVOKE, value=str(held.grant_id), confirm=sure, label=f"Revoke {words}")
    return blocks.section(blocks.escape(words), accessory=button, block_id=f"held:{held.grant_id}")


def _fields(lobs: list[Choice], sites: list[Choice], turn: int) -> list[Block]:
    roles = [blocks.option(name, role.value, MAY[role]) for role, name in messages.ROLES.items()]
    return [
        blocks.input_block("Role", blocks.select(messages.ROLE, "Choose a role", roles), block_id=block("role", turn)),
        blocks.input_block(
            "Line of business",
            blocks.select(messages.LOB, "All of them", messages.options(lobs)),
            block_id=block("lob", turn),
            optional=True,
        ),
        blocks.input_block(
            "Queue",
            blocks.external_select(messages.QUEUE, "All of them"),
            block_id=block("queue", turn),
            optional=True,
        ),
        blocks.input_block(
            "Site",
            blocks.select(messages.SITE, "All of them", messages.options(sites)),
            block_id=block("site", turn),
            optional=True,
        ),
    ]
