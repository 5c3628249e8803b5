"""A modal with every input and a message with every element, as a release team might use them."""

from typing import Any

from tests.sandbox.conftest import actions, button, field, modal, option, plain, section

Json = dict[str, Any]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


SURE: Json = {
    "title": plain("Stop the release?"),
    "text": mrkdwn("*Everybody* who waits for it is told at once."),
    "confirm": plain("Stop it"),
    "deny": plain("Keep it"),
    "style": "danger",
}
SYSTEMS = [
    {**option(name.lower(), name), "description": plain(about)}
    for name, about in (
        ("Web", "What customers see"),
        ("Mobile", "Both stores"),
        ("Billing", "Invoices and refunds"),
        ("Search", "Index and ranking"),
    )
]
REGIONS: list[Json] = [
    {"label": plain("Europe"), "options": [option("ber", "Berlin"), option("lis", "Lisbon"), option("osl", "Oslo")]},
    {"label": plain("Americas"), "options": [option("nyc", "New York"), option("gru", "São Paulo")]},
]
CITIES = [option("bergen", "Bergen"), option("berlin", "Berlin"), option("bern", "Bern :bear:")]
NOTES: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Faster search", "style": {"bold": True}},
                {"type": "text", "text": " for everybody, and:"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "border": 0,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "fewer clicks to a refund"}]},
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "see "},
                        {"type": "link", "url": "https://example.com/notes", "text": "the notes"},
                    ],
                },
            ],
        },
    ],
}

TEXTS = [
    field("title", {"type": "plain_text_input", "max_length": 60, "placeholder": plain("What is it called?")}),
    field("about", {"type": "plain_text_input", "multiline": True}, optional=True, hint=plain("Two sentences do.")),
    field("notes", {"type": "rich_text_input", "placeholder": plain("What is new?")}),
    field("mail", {"type": "email_text_input", "placeholder": plain("name@example.com")}, optional=True),
    field("page", {"type": "url_text_input", "placeholder": plain("https://…")}, optional=True),
    field("share", {"type": "number_input", "is_decimal_allowed": True, "min_value": "0", "max_value": "100"}),
]
CHOICES = [
    field("kind", {"type": "static_select", "options": [option("major", "Major"), option("minor", "Minor")]}),
    field("system", {"type": "static_select", "options": SYSTEMS, "placeholder": plain("Which part?")}),
    field("regions", {"type": "multi_static_select", "option_groups": REGIONS, "max_selected_items": 2}),
    field("city", {"type": "external_select", "min_query_length": 1}, optional=True),
    field("cities", {"type": "multi_external_select", "min_query_length": 1}, optional=True),
    field("owner", {"type": "users_select", "placeholder": plain("Who leads it?")}),
    field("helpers", {"type": "multi_users_select", "placeholder": plain("Add people")}),
    field("channel", {"type": "channels_select"}, optional=True),
    field("channels", {"type": "multi_channels_select", "placeholder": plain("Where is it told?")}, optional=True),
    field("talks", {"type": "multi_conversations_select", "placeholder": plain("Add talks")}, optional=True),
    field(
        "risk",
        {
            "type": "radio_buttons",
            "options": [
                {"text": mrkdwn("*Low*"), "value": "low", "description": mrkdwn("Can be _undone_ within minutes")},
                {"text": mrkdwn("*High*"), "value": "high", "description": mrkdwn("Needs `two` people")},
            ],
        },
    ),
    field("checks", {"type": "checkboxes", "options": [option("tests", "Tests pass"), option("docs", "Docs written")]}),
]
TIMES = [
    field("day", {"type": "datepicker", "initial_date": "2026-12-01"}),
    field("hour", {"type": "timepicker", "initial_time": "09:30", "timezone": "Europe/Lisbon"}),
    field("start", {"type": "datetimepicker", "initial_date_time": 1_796_050_800}),
    field("files", {"type": "file_input", "filetypes": ["pdf", "png", "txt"], "max_files": 2}, optional=True),
]
NAMES = {
    "title": "Title",
    "about": "Summary",
    "notes": "Release notes",
    "mail": "Contact",
    "page": "Web page",
    "share": "Customers in %",
    "kind": "Kind",
    "system": "System",
    "regions": "Regions",
    "city": "City",
    "cities": "More cities",
    "owner": "Owner",
    "helpers": "Helpers",
    "channel": "Channel",
    "channels": "Channels",
    "talks": "Conversations",
    "risk": "Risk",
    "checks": "Checks",
    "day": "Day",
    "hour": "Time",
    "start": "Start",
    "files": "Files",
}


def form(*blocks: Json) -> Json:
    """A modal of these input blocks, each under its own name; without any, all of them."""
    shown = blocks or (*TEXTS, *CHOICES, *TIMES)
    return modal(*({**one, "label": plain(NAMES[one["block_id"]])} for one in shown))


def one(block_id: str, **more: Any) -> Json:
    """One of the input blocks, with some of its element changed."""
    found = next(block for block in (*TEXTS, *CHOICES, *TIMES) if block["block_id"] == block_id)
    return {**found, "element": {**found["element"], **more}}


FEEDBACK: Json = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Good"), "value": "good", "accessibility_label": "A good plan"},
    "negative_button": {"text": plain("Bad"), "value": "bad", "accessibility_label": "A bad plan"},
}
TRASH: Json = {"type": "icon_button", "action_id": "trash", "icon": "trash", "text": plain("Delete"), "value": "7"}
WORKFLOW: Json = {
    "type": "workflow_button",
    "action_id": "workflow",
    "text": plain("Run the checklist"),
    "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft1/x"}},
}
MORE: Json = {
    "type": "overflow",
    "action_id": "more",
    "options": [option("move", "Move it"), {**option("read", "Read about it"), "url": "https://example.com/"}],
}


def accessory(text: str, element: Json, **more: Any) -> Json:
    return section(text, accessory={"action_id": "it", **element}, **more)


MESSAGE: list[Json] = [
    section("*Release 14* starts on Tuesday. Who joins, and where is it told?"),
    actions(
        button("Approve", "approve", style="primary"),
        button("Stop", "stop", style="danger", confirm=SURE, value="14"),
        button("Plan", "plan", url="https://example.com/plan"),
        MORE,
        block_id="buttons",
    ),
    actions(
        {"type": "static_select", "action_id": "system", "options": SYSTEMS, "placeholder": plain("System")},
        {"type": "users_select", "action_id": "owner", "placeholder": plain("Owner")},
        {"type": "channels_select", "action_id": "channel", "placeholder": plain("Channel")},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-12-01"},
        {"type": "timepicker", "action_id": "hour", "initial_time": "09:30"},
        block_id="choices",
    ),
    accessory(
        "*Regions*, at most two",
        {
            "type": "multi_static_select",
            "option_groups": REGIONS,
            "max_selected_items": 2,
            "initial_options": [REGIONS[0]["options"][1]],
            "placeholder": plain("Add regions"),
        },
        block_id="regions",
    ),
    accessory(
        "*Checks* so far",
        {"type": "checkboxes", "options": [option("tests", "Tests pass"), option("docs", "Docs written")]},
        block_id="checks",
    ),
    accessory("A checklist for the day", WORKFLOW, block_id="checklist"),
    {"type": "context_actions", "block_id": "judge", "elements": [FEEDBACK, TRASH]},
]
