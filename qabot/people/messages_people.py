"""The forms with which an admin finds, changes and adds a person."""

from qabot.people import messages
from qabot.people.directory import Choice, Profile
from qabot.slack import blocks
from qabot.slack.port import Block, View

ACTIVE, NOT_ACTIVE = "active", "not_active"
SITE_BLOCK, TEAM_BLOCK, ACTIVE_BLOCK, SLACK_BLOCK = "site", "team", "active", "slack"
NAME_BLOCK, EMAIL_BLOCK, TITLE_BLOCK = "name", "email", "title"
NAME_LENGTH, EMAIL_LENGTH = 120, 254


def find_form(*, token: str) -> View:
    shown = [
        blocks.input_block(
            "Whom do you want to change?",
            blocks.external_select(messages.PERSON, "Type a name"),
            block_id=messages.FIND_BLOCK,
            hint="Also people who are not active any more.",
        ),
        blocks.actions(blocks.button("Add a person", messages.ADD_PERSON), block_id="add"),
    ]
    return blocks.modal("People", shown, callback_id=messages.PEOPLE_FORM, token=token, submit="Open", close="Cancel")


def person_form(person: Profile, sites: list[Choice], *, token: str) -> View:
    states = [
        blocks.option("Active", ACTIVE, "Uses qabot, is audited or audits"),
        blocks.option("Not active", NOT_ACTIVE, "Can do nothing here; everything about them is kept"),
    ]
    shown = [
        blocks.section(f"*{blocks.escape(person.name)}* · {blocks.escape(person.title)}\n{_roles(person)}"),
        blocks.context(f"{blocks.escape(person.email)} · in the programme file: `{person.key}`"),
        *_place(sites, person),
        blocks.input_block(
            "In the programme",
            blocks.radio(messages.ACTIVE, states, ACTIVE if person.active else NOT_ACTIVE),
            block_id=ACTIVE_BLOCK,
        ),
    ]
    return blocks.modal(
        "Change a person", shown, callback_id=messages.PERSON_FORM, token=token, submit="Save", close="Cancel"
    )


def new_form(sites: list[Choice], *, token: str) -> View:
    shown = [
        _text("Name", messages.NAME, NAME_BLOCK, NAME_LENGTH),
        _text(
            "E-mail address",
            messages.EMAIL,
            EMAIL_BLOCK,
            EMAIL_LENGTH,
            hint="The one that the person has in Slack: by it they are found there.",
        ),
        _text("Job title", messages.TITLE, TITLE_BLOCK, NAME_LENGTH),
        *_place(sites, None),
        blocks.context("They can do nothing yet: grant their first role with `/qa-admin roles`."),
    ]
    return blocks.modal(
        "Add a person", shown, callback_id=messages.NEW_PERSON_FORM, token=token, submit="Add", close="Cancel"
    )


def saved(person: Profile) -> str:
    team = f", team {blocks.escape(person.team.name)}" if person.team else ", no team"
    state = "" if person.active else " They are *not active*: they can do nothing here, and everything is kept."
    matched = (
        f"They are <@{person.slack_user_id}> in Slack."
        if person.slack_user_id
        else "As soon as somebody with their e-mail address is in Slack, they are matched."
    )
    return f"*{blocks.escape(person.name)}* works at {blocks.escape(person.site.name)}{team}.{state} {matched}"


def added(person: Profile) -> str:
    return (
        f"{saved(person)}\nGrant their first role with `/qa-admin roles`. "
        f"In the programme file, call them `{person.key}`, so that the next import knows them."
    )


def _roles(person: Profile) -> str:
    return "; ".join(blocks.escape(messages.role(held)) for held in person.roles) or "No role yet"


def _place(sites: list[Choice], person: Profile | None) -> list[Block]:
    team = person.team if person else None
    initial = blocks.option(team.name, str(team.id)) if team else None
    return [
        blocks.input_block(
            "Site",
            blocks.select(
                messages.SITE, "Choose a site", messages.options(sites), str(person.site.id) if person else None
            ),
            block_id=SITE_BLOCK,
        ),
        blocks.input_block(
            "Team",
            blocks.external_select(messages.TEAM, "Type a name", initial=initial),
            block_id=TEAM_BLOCK,
            hint="Associates and team leads need one. It has to work at the same site.",
            optional=True,
        ),
        blocks.input_block(
            "Slack user",
            blocks.users_select(messages.SLACK_USER, "By e-mail address", person.slack_user_id if person else None),
            block_id=SLACK_BLOCK,
            hint="Only needed where the e-mail address in Slack is another one.",
            optional=True,
        ),
    ]


def _text(label: str, action: str, block_id: str, length: int, hint: str = "") -> Block:
    return blocks.input_block(label, blocks.text_input(action, max_length=length), block_id=block_id, hint=hint)
