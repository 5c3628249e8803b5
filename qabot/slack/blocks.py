"""Block Kit as functions. Slack refuses a whole message for one length too many, so lengths are kept here.

What a person typed goes through `escape` before it becomes mrkdwn: otherwise it could ping, or lie about a link.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from qabot.slack.port import Block, View

SECTION_TEXT = 3000
HEADER_TEXT = 150
BUTTON_TEXT = 75
OPTION_TEXT = 75
PLACEHOLDER = 150
LABEL = 2000
VIEW_TITLE = 24
VIEW_BLOCKS = 100
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 4000
OPTIONS = 100
TEXT_INPUT = 3000

Element = dict[str, Any]
Option = dict[str, Any]


def escape(typed: str) -> str:
    """Make text that somebody typed safe inside mrkdwn."""
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """The text, cut with an ellipsis where it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def link(url: str, label: str) -> str:
    return f"<{escape(url).replace('|', '%7C')}|{escape(label)}>"


def plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": clip(text, limit), "emoji": True}


def mrkdwn(text: str, limit: int = SECTION_TEXT) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": clip(text, limit)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER_TEXT)}


def divider() -> Block:
    return {"type": "divider"}


def section(text: str, *, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """Never folded: a long one would otherwise hide its end behind “See more”."""
    return _block("section", block_id, text=mrkdwn(text), accessory=accessory, expand=True)


def fields(*texts: str) -> Block:
    return {"type": "section", "fields": [mrkdwn(text, 2000) for text in texts[:10]]}


def context(*texts: str, block_id: str | None = None) -> Block:
    return _block("context", block_id, elements=[mrkdwn(text) for text in texts[:10]])


def actions(*elements: Element, block_id: str | None = None) -> Block:
    return _block("actions", block_id, elements=list(elements[:25]))


def button(
    text: str,
    action_id: str,
    *,
    value: str | None = None,
    style: str | None = None,
    url: str | None = None,
    confirm: dict[str, Any] | None = None,
    label: str | None = None,
) -> Element:
    """`label` is what a screen reader says where the text alone does not tell which thing is meant."""
    return _element(
        "button",
        action_id,
        text=plain(text, BUTTON_TEXT),
        value=value,
        style=style,
        url=url,
        confirm=confirm,
        accessibility_label=clip(label, 75) if label else None,
    )


def confirm(title: str, text: str, yes: str, no: str = "Cancel", *, danger: bool = False) -> dict[str, Any]:
    dialog = {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}
    return dialog | ({"style": "danger"} if danger else {})


def option(text: str, value: str, description: str = "") -> Option:
    made: Option = {"text": plain(text, OPTION_TEXT), "value": value}
    return made | ({"description": plain(description, OPTION_TEXT)} if description else {})


def time_picker(action_id: str, initial: str) -> Element:
    """A time of day, as HH:MM, in no zone: say beside it which one is meant."""
    return _element("timepicker", action_id, initial_time=initial)


def date_picker(action_id: str, initial: str | None = None) -> Element:
    """A date, as YYYY-MM-DD."""
    return _element("datepicker", action_id, initial_date=initial)


def radio(action_id: str, options: Sequence[Option], chosen: str | None = None) -> Element:
    return _element("radio_buttons", action_id, options=list(options), initial_option=_chosen(options, chosen))


def checkboxes(action_id: str, options: Sequence[Option], *, ticked: bool) -> Element:
    """At most ten boxes; all of them ticked, or none."""
    return _element("checkboxes", action_id, options=list(options), initial_options=list(options) if ticked else None)


def select(action_id: str, placeholder: str, options: Sequence[Option], chosen: str | None = None) -> Element:
    return _element(
        "static_select",
        action_id,
        placeholder=plain(placeholder, PLACEHOLDER),
        options=list(options[:OPTIONS]),
        initial_option=_chosen(options, chosen),
    )


def external_select(
    action_id: str, placeholder: str, *, min_query_length: int = 0, initial: Option | None = None
) -> Element:
    """A select whose choices are asked for while one types: for more than a hundred of them."""
    return _element(
        "external_select",
        action_id,
        placeholder=plain(placeholder, PLACEHOLDER),
        min_query_length=min_query_length,
        initial_option=initial,
    )


def users_select(action_id: str, placeholder: str, initial: str | None = None) -> Element:
    return _element("users_select", action_id, placeholder=plain(placeholder, PLACEHOLDER), initial_user=initial)


def channel_select(action_id: str, placeholder: str, initial: str | None = None) -> Element:
    """Public and private channels of this workspace alone."""
    return _element(
        "conversations_select",
        action_id,
        placeholder=plain(placeholder, PLACEHOLDER),
        initial_conversation=initial,
        filter={"include": ["public", "private"], "exclude_external_shared_channels": True, "exclude_bot_users": True},
    )


def text_input(
    action_id: str,
    *,
    initial: str = "",
    placeholder: str = "",
    multiline: bool = False,
    max_length: int = TEXT_INPUT,
    tell_while_typing: bool = False,
) -> Element:
    return _element(
        "plain_text_input",
        action_id,
        initial_value=initial or None,
        placeholder=plain(placeholder, PLACEHOLDER) if placeholder else None,
        multiline=multiline or None,
        max_length=max_length,
        dispatch_action_config={"trigger_actions_on": ["on_character_entered"]} if tell_while_typing else None,
    )


def number_input(action_id: str, *, least: int, most: int, initial: int | None = None) -> Element:
    """A whole number; it is told while one types."""
    return _element(
        "number_input",
        action_id,
        is_decimal_allowed=False,
        initial_value=None if initial is None else str(initial),
        min_value=str(least),
        max_value=str(most),
        dispatch_action_config={"trigger_actions_on": ["on_character_entered"]},
    )


def file_input(action_id: str, *, kinds: Sequence[str], max_files: int = 1) -> Element:
    return _element("file_input", action_id, filetypes=list(kinds), max_files=max_files)


def input_block(
    label: str, element: Element, *, block_id: str, hint: str = "", optional: bool = False, dispatch: bool = False
) -> Block:
    """`dispatch` sends an action whenever the value changes, not only when the view is submitted."""
    return _block(
        "input",
        block_id,
        label=plain(label, LABEL),
        element=element,
        hint=plain(hint, LABEL) if hint else None,
        optional=optional or None,
        dispatch_action=dispatch or None,
    )


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    token: str = "",
    submit: str | None = None,
    close: str = "Close",
) -> View:
    """`token` is the opaque state token; nothing else is ever put where the client could change it."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, VIEW_TITLE),
        "close": plain(close, VIEW_TITLE),
        "blocks": list(blocks[:VIEW_BLOCKS]),
        "private_metadata": token,
    }
    if submit:
        view["submit"] = plain(submit, VIEW_TITLE)
    return view


def home(blocks: Sequence[Block]) -> View:
    return {"type": "home", "blocks": list(blocks[:VIEW_BLOCKS])}


def pages(blocks: Sequence[Block], size: int) -> list[list[Block]]:
    """As many pages as it takes, none with more blocks than `size`; buttons stay with what they stand under."""
    held: list[list[Block]] = [[]]
    for block in blocks:
        page = held[-1]
        if len(page) == size:
            whole = next((place for place in range(size - 1, 0, -1) if page[place]["type"] != "actions"), size)
            torn = page[whole:] if block["type"] == "actions" else []
            del page[size - len(torn) :]
            held.append(torn)
        held[-1].append(block)
    return held


def short_time(instant: float, fallback: str) -> str:
    """An instant (seconds since 1970) that Slack shows in the reader's own time zone."""
    return f"<!date^{int(instant)}^{{date_short_pretty}} at {{time}}|{escape(fallback)}>"


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """Lines as sections, split so that none outgrows its limit."""
    blocks: list[Block] = []
    held = ""
    for line in lines:
        kept = clip(line, SECTION_TEXT)
        if held and len(held) + 1 + len(kept) > SECTION_TEXT:
            blocks.append(section(held))
            held = kept
        else:
            held = f"{held}\n{kept}" if held else kept
    return [*blocks, section(held)] if held else blocks


def _chosen(options: Sequence[Option], value: str | None) -> Option | None:
    return next((made for made in options if made["value"] == value), None)


def _block(kind: str, block_id: str | None, **parts: Any) -> Block:
    return {"type": kind} | {name: part for name, part in {"block_id": block_id, **parts}.items() if part is not None}


def _element(kind: str, action_id: str, **parts: Any) -> Element:
    return {"type": kind, "action_id": action_id} | {name: part for name, part in parts.items() if part is not None}
