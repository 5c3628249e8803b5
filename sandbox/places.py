"""Where Slack lets a block or an element be: one table, by the place that holds it.

"message", "modal" and "home" are surfaces. Every other name is a block that holds others, or a part of one.
"""

SURFACES = ("message", "modal", "home")

SELECTS = frozenset(f"{source}_select" for source in ("static", "external", "users", "conversations", "channels"))
MULTI_SELECTS = frozenset(f"multi_{name}" for name in SELECTS)
PICKED = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker"}) | SELECTS | MULTI_SELECTS
TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"})

_EVERYWHERE = frozenset({"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"})
_DATA = frozenset({"table", "data_table", "data_visualization"})

ALLOWED: dict[str, frozenset[str]] = {
    "message": _EVERYWHERE
    | _DATA
    | {"auth_provider", "call", "card", "carousel", "container", "context_actions", "file", "markdown"}
    | {"plan", "task_card"},
    "modal": _EVERYWHERE | {"alert", "auth_provider", "card"},
    "home": _EVERYWHERE | _DATA | {"auth_provider", "card", "carousel", "container"},
    "container": _EVERYWHERE | {"file", "table"},
    "carousel": frozenset({"card"}),
    "plan": frozenset({"task_card"}),
    "section.accessory": PICKED | {"button", "image", "overflow", "workflow_button"},
    "actions": PICKED | {"button", "datetimepicker", "overflow", "rich_text_input", "workflow_button"},
    "input": PICKED | TYPED | {"datetimepicker", "file_input"},
    "context": frozenset({"plain_text", "mrkdwn", "image"}),
    "context_actions": frozenset({"feedback_buttons", "icon_button"}),
    "card.actions": frozenset({"button"}),
    "auth_provider.accessory": frozenset({"overflow"}),
}

# elements that a surface does not take, whatever block holds them
NOT_ON: dict[str, frozenset[str]] = {
    "message": frozenset({"email_text_input", "file_input", "number_input", "rich_text_input", "url_text_input"}),
    "modal": frozenset(),
    "home": frozenset({"datetimepicker", "email_text_input", "file_input", "number_input", "url_text_input"}),
}


def allowed(place: str, surface: str) -> frozenset[str]:
    """The types that may stand in this place of this surface. What a surface does not take, none of its blocks does."""
    here = ALLOWED[place] - NOT_ON[surface]
    return here & ALLOWED[surface] if place == "container" else here
