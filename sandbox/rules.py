"""The rules for blocks, messages and views, and what Slack answers when one is broken."""

import json
from collections.abc import Sequence

from sandbox.blocks import each_element
from sandbox.checks import Check, Faults, Shape, array, boolean, by_type, integer, note, one_of, shape, string
from sandbox.element_rules import (
    ACCESSORY,
    ID,
    IMAGE_ELEMENT,
    IN_ACTIONS,
    IN_INPUT,
    OPTION_GROUP,
    SELECT_OPTION,
    URL,
    mrkdwn,
    plain,
    text,
)
from sandbox.errors import SlackError
from sandbox.model import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MARKDOWN_TOTAL = 12_000
TEXT_CUT = 40_000
TEXT_UPDATE = 4_000

STYLE = shape(bold=boolean, italic=boolean, strike=boolean, code=boolean, underline=boolean)
RICH_PIECE = by_type(
    {
        "text": shape(["text"], text=string(TEXT_CUT), style=STYLE),
        "link": shape(["url"], url=URL, text=string(TEXT_CUT), unsafe=boolean, style=STYLE),
        "emoji": shape(["name"], name=ID, unicode=ID, style=STYLE),
        "user": shape(["user_id"], user_id=ID, style=STYLE),
        "usergroup": shape(["usergroup_id"], usergroup_id=ID, style=STYLE),
        "channel": shape(["channel_id"], channel_id=ID, style=STYLE),
        "broadcast": shape(["range"], range=one_of("here", "channel", "everyone")),
        "color": shape(["value"], value=ID),
        "date": shape(["timestamp", "format"], timestamp=integer(0, 10**11), format=ID, url=URL, fallback=string(3000)),
    }
)
PIECES = array(RICH_PIECE, 0, 1000)
RICH_SECTION = shape(["elements"], elements=PIECES)
RICH_PART = by_type(
    {
        "rich_text_section": RICH_SECTION,
        "rich_text_list": shape(
            ["style", "elements"],
            style=one_of("bullet", "ordered"),
            elements=array(by_type({"rich_text_section": RICH_SECTION}), 1, 1000),
            indent=integer(0, 8),
            offset=integer(0, 10_000),
            border=integer(0, 1),
        ),
        "rich_text_preformatted": shape(["elements"], elements=PIECES, border=integer(0, 1), language=ID),
        "rich_text_quote": shape(["elements"], elements=PIECES, border=integer(0, 1)),
    }
)


def _has_text_or_fields(value: Json, pointer: str, faults: Faults) -> None:
    if "text" not in value and "fields" not in value:
        note(faults, pointer, "must have text or fields")


def _block(required: Sequence[str] = (), **fields: Check) -> Shape:
    return shape(required, block_id=ID, **fields)


SECTION = shape(
    (),
    _has_text_or_fields,
    block_id=ID,
    text=text(3000),
    fields=array(text(2000), 1, 10),
    accessory=ACCESSORY,
    expand=boolean,
)
RICH_TEXT = _block(["elements"], elements=array(RICH_PART, 1, 1000))
CELL = by_type({"raw_text": shape(["text"], text=string(3000)), "rich_text": RICH_TEXT})
COLUMN = shape(align=one_of("left", "center", "right"), is_wrapped=boolean)

EVERYWHERE: dict[str, Check] = {
    "section": SECTION,
    "header": _block(["text"], text=plain(150)),
    "divider": _block(),
    "context": _block(
        ["elements"],
        elements=array(
            by_type({"plain_text": plain(3000), "mrkdwn": mrkdwn(3000), "image": IMAGE_ELEMENT}),
            1,
            10,
        ),
    ),
    "actions": _block(["elements"], elements=array(IN_ACTIONS, 1, 25)),
    "input": _block(
        ["label", "element"],
        label=plain(2000),
        element=IN_INPUT,
        hint=plain(2000),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "image": _block(["image_url", "alt_text"], image_url=URL, alt_text=string(2000), title=plain(2000)),
    "rich_text": RICH_TEXT,
}
IN_MESSAGES: dict[str, Check] = {
    **EVERYWHERE,
    "markdown": _block(["text"], text=string(MARKDOWN_TOTAL)),
    "table": _block(["rows"], rows=array(array(CELL, 1, 20), 1, 100), column_settings=array(COLUMN, 0, 20)),
}

MESSAGE = array(by_type(IN_MESSAGES), 0, MESSAGE_BLOCKS)
VIEW_CONTENT = array(by_type(EVERYWHERE), 0, VIEW_BLOCKS)
_VIEW_FIELDS: dict[str, Check] = {
    "blocks": VIEW_CONTENT,
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
MODAL = shape(
    ["title", "blocks"],
    title=plain(24),
    submit=plain(24),
    close=plain(24),
    clear_on_close=boolean,
    notify_on_close=boolean,
    **_VIEW_FIELDS,
)
HOME = shape(["blocks"], **_VIEW_FIELDS)


def _unique(pointer: str, ids: Sequence[tuple[str, str]], faults: Faults, what: str) -> None:
    seen: set[str] = set()
    for place, one in ids:
        if one in seen:
            note(faults, f"{pointer}{place}", f"{what} already exists: {one}")
        seen.add(one)


def _ids_are_unique(blocks: list[Json], pointer: str, faults: Faults) -> None:
    named = [(f"/{n}/block_id", block["block_id"]) for n, block in enumerate(blocks) if "block_id" in block]
    _unique(pointer, named, faults, "block_id")
    for number, block in enumerate(blocks):
        inside = [(f"/{number}", e["action_id"]) for _, e in each_element([block]) if "action_id" in e]
        _unique(pointer, inside, faults, "action_id")


def _focus_is_one(blocks: list[Json], pointer: str, faults: Faults) -> None:
    if sum(bool(element.get("focus_on_load")) for _, element in each_element(blocks)) > 1:
        note(faults, pointer, "only one element may have focus_on_load")


def _whole_message(blocks: list[Json], pointer: str, faults: Faults) -> None:
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_TOTAL:
        note(faults, pointer, f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters together")
    if sum(block["type"] == "table" for block in blocks) > 1:
        note(faults, pointer, "no more than 1 table allowed")


def message_faults(blocks: object, pointer: str = "/blocks") -> Faults:
    faults: Faults = []
    MESSAGE(blocks, pointer, faults)
    if not faults and isinstance(blocks, list):
        for rule in (_ids_are_unique, _focus_is_one, _whole_message):
            rule(blocks, pointer, faults)
    return faults


def view_faults(view: object, types: Sequence[str] = ("modal", "home"), pointer: str = "/view") -> Faults:
    faults: Faults = []
    shapes: dict[str, Check] = {"modal": MODAL, "home": HOME}
    by_type({name: shapes[name] for name in types})(view, pointer, faults)
    if not faults and isinstance(view, dict):
        _ids_are_unique(view["blocks"], f"{pointer}/blocks", faults)
        _focus_is_one(view["blocks"], f"{pointer}/blocks", faults)
        if any(block["type"] == "input" for block in view["blocks"]) and view["type"] == "modal":
            _needs_submit(view, pointer, faults)
    return faults


def _needs_submit(view: Json, pointer: str, faults: Faults) -> None:
    if "submit" not in view:
        note(faults, pointer, "`submit` is required when an input block is within blocks")


def check_message(blocks: object) -> None:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if faults := message_faults(blocks):
        raise SlackError("invalid_blocks", faults, errors=[fault.removeprefix("[ERROR] ") for fault in faults])


def check_view(view: object, *types: str) -> None:
    if faults := view_faults(view, types):
        raise SlackError("invalid_arguments", faults)
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")


def check_metadata(metadata: object) -> None:
    named = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str) and metadata["event_type"]
    if not named or not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")


def options_faults(answer: Json) -> Faults:
    """What is wrong with an app's answer to a block_suggestion."""
    faults: Faults = []
    shape(
        options=array(SELECT_OPTION, 0, 100),
        option_groups=array(OPTION_GROUP, 0, 100),
    )(answer, "", faults)
    if ("options" in answer) == ("option_groups" in answer):
        note(faults, "", "must have exactly one of: options, option_groups")
    return faults
