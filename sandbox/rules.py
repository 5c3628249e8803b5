"""Whether Slack takes a message or a view, and what it answers when it does not."""

import json
from collections.abc import Iterator, Sequence

from sandbox.block_rules import BLOCK
from sandbox.blocks import each_block, each_element, elements
from sandbox.checks import Check, Faults, array, boolean, by_type, note, shape
from sandbox.composition_rules import OPTION_GROUP, SELECT_OPTION, length, plain
from sandbox.data_rules import characters
from sandbox.errors import SlackError
from sandbox.limits import MOST
from sandbox.model import Json

TEXT_CUT = MOST["message.text"]
TEXT_UPDATE = MOST["message.text updated"]

MESSAGE = array(BLOCK["message"], 0, MOST["message.blocks"])


def _view(surface: str) -> dict[str, Check]:
    return {
        "blocks": array(BLOCK[surface], 0, MOST["view.blocks"]),
        "private_metadata": length("view.private_metadata", empty=True),
        "callback_id": length("view.callback_id", empty=True),
        "external_id": length("view.external_id", empty=True),
    }


VIEWS: dict[str, Check] = {
    "modal": shape(
        ["title", "blocks"],
        title=plain("view.title"),
        submit=plain("view.submit"),
        close=plain("view.close"),
        clear_on_close=boolean,
        notify_on_close=boolean,
        **_view("modal"),
    ),
    "home": shape(["blocks"], **_view("home")),
}


def _unique(pointer: str, ids: Iterator[tuple[str, str]], faults: Faults, what: str) -> None:
    seen: set[str] = set()
    for place, one in ids:
        if one in seen:
            note(faults, f"{pointer}{place}", f"{what} already exists: {one}")
        seen.add(one)


def _ids_are_unique(blocks: list[Json], pointer: str, faults: Faults) -> None:
    placed = list(each_block(blocks))
    named = ((f"{place}/block_id", block["block_id"]) for place, block in placed if "block_id" in block)
    _unique(pointer, named, faults, "block_id")
    for place, block in placed:
        inside = ((place, element["action_id"]) for element in elements(block) if "action_id" in element)
        _unique(pointer, inside, faults, "action_id")


def _focus_is_one(blocks: list[Json], pointer: str, faults: Faults) -> None:
    if sum(bool(element.get("focus_on_load")) for _, element in each_element(blocks)) > 1:
        note(faults, pointer, "only one element may have focus_on_load")


def _whole_message(blocks: list[Json], pointer: str, faults: Faults) -> None:
    """What the blocks of a message may come to together."""
    found = [block for _, block in each_block(blocks) if block["type"] in COUNTED]
    if not found:
        return
    tables = sum(block["type"] == "table" for block in found)
    charts = sum(block["type"] == "data_visualization" for block in found)
    markdown = sum(len(block["text"]) for block in found if block["type"] == "markdown")
    cells = sum(characters(block["rows"]) for block in found if block["type"] == "data_table")
    _no_more(tables, "message.tables", "table allowed", pointer, faults)
    _no_more(charts, "message.data_visualizations", "data visualizations allowed", pointer, faults)
    _no_more(markdown, "message.markdown", "characters allowed in all markdown blocks", pointer, faults)
    _no_more(cells, "message.data_table characters", "characters allowed in all data tables", pointer, faults)


COUNTED = {"table", "data_visualization", "markdown", "data_table"}


def _no_more(found: int, limit: str, what: str, pointer: str, faults: Faults) -> None:
    if found > MOST[limit]:
        note(faults, pointer, f"no more than {MOST[limit]} {what}")


def message_faults(blocks: object, pointer: str = "/blocks") -> Faults:
    faults: Faults = []
    MESSAGE(blocks, pointer, faults)
    if not faults and isinstance(blocks, list):
        for rule in (_ids_are_unique, _focus_is_one, _whole_message):
            rule(blocks, pointer, faults)
    return faults


def view_faults(view: object, types: Sequence[str] = ("modal", "home"), pointer: str = "/view") -> Faults:
    faults: Faults = []
    by_type({name: VIEWS[name] for name in types})(view, pointer, faults)
    if not faults and isinstance(view, dict):
        _ids_are_unique(view["blocks"], f"{pointer}/blocks", faults)
        _focus_is_one(view["blocks"], f"{pointer}/blocks", faults)
        _needs_submit(view, pointer, faults)
    return faults


def _needs_submit(view: Json, pointer: str, faults: Faults) -> None:
    if view["type"] != "modal" or "submit" in view:
        return
    if any(block["type"] == "input" for _, block in each_block(view["blocks"])):
        note(faults, pointer, "`submit` is required when an input block is within blocks")


def check_message(blocks: object) -> None:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if faults := message_faults(blocks):
        raise SlackError("invalid_blocks", faults, errors=[fault.removeprefix("[ERROR] ") for fault in faults])


def check_view(view: object, *types: str) -> None:
    if faults := view_faults(view, types):
        raise SlackError("invalid_arguments", faults)
    if len(json.dumps(view, ensure_ascii=False, check_circular=False).encode()) > MOST["view.bytes"]:
        raise SlackError("view_too_large")


def check_metadata(metadata: object) -> None:
    named = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str) and metadata["event_type"]
    if not named or not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")


def options_faults(answer: Json) -> Faults:
    """What is wrong with an app's answer to a block_suggestion."""
    faults: Faults = []
    shape(
        options=array(SELECT_OPTION, 0, MOST["select.options"]),
        option_groups=array(OPTION_GROUP, 0, MOST["select.option_groups"]),
    )(answer, "", faults)
    if ("options" in answer) == ("option_groups" in answer):
        note(faults, "", "must have exactly one of: options, option_groups")
    return faults
