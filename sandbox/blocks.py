"""Reading blocks: their elements, the ids that Slack fills in, and the values that a person has entered."""

import copy
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.model import Json

# type of element → (key of its value in the state, key of its initial value, value when there is none)
VALUES: dict[str, tuple[str, str, object]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}

# type of block → (where its elements are; several of them)
HOLDERS: dict[str, tuple[str, bool]] = {
    "input": ("element", False),
    "section": ("accessory", False),
    "auth_provider": ("accessory", False),
    "actions": ("elements", True),
    "context_actions": ("elements", True),
    "card": ("actions", True),
}
# type of block → where the blocks in it are
NESTS = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}


def elements(block: Json) -> list[Json]:
    """The interactive elements of a block, without those of the blocks in it."""
    key, several = HOLDERS.get(block["type"], ("", False))
    held = block.get(key)
    if not held:
        return []
    return list(held) if several else [held] if held["type"] != "image" else []


def each_block(blocks: Sequence[Json], pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every block with its JSON pointer, also those within others."""
    for number, block in enumerate(blocks):
        place = f"{pointer}/{number}"
        yield place, block
        if (key := NESTS.get(block["type"])) and block.get(key):
            yield from each_block(block[key], f"{place}/{key}")


def each_element(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    for _, block in each_block(blocks):
        for element in elements(block):
            yield block, element


def find_element(blocks: Sequence[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    pairs = each_element(blocks)
    return next(((b, e) for b, e in pairs if b["block_id"] == block_id and e["action_id"] == action_id), None)


def named(blocks: Sequence[Json]) -> list[Json]:
    """A copy in which every block and every element has the id that Slack gives it when the app gave none."""
    made: list[Json] = normalised(list(blocks))
    for _, block in each_block(made):
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return made


def normalised(value: Any) -> Any:
    """A copy with the flags that Slack adds to every text object."""
    if isinstance(value, list):
        return [normalised(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: normalised(one) for key, one in value.items()}
    if made.get("type") == "plain_text":
        made.setdefault("emoji", True)
    elif made.get("type") == "mrkdwn":
        made.setdefault("verbatim", False)
    return made


def initial_value(element: Json) -> Json:
    key, initial_key, nothing = VALUES[element["type"]]
    return {"type": element["type"], key: copy.deepcopy(element.get(initial_key, nothing))}


def state_values(blocks: Sequence[Json], before: Sequence[Json] = (), entered: Json | None = None) -> Json:
    """Initial values of these blocks; where an element was there before, what has been entered in it."""
    values: Json = {}
    for block, element in each_element(blocks):
        if element["type"] in VALUES:
            kept = _kept(block, element, before, entered or {})
            values.setdefault(block["block_id"], {})[element["action_id"]] = kept or initial_value(element)
    return values


def _kept(block: Json, element: Json, before: Sequence[Json], entered: Json) -> Json | None:
    old = find_element(before, block["block_id"], element["action_id"])
    if old is None or old[1]["type"] != element["type"]:
        return None
    value: Json | None = entered.get(block["block_id"], {}).get(element["action_id"])
    return value if value and _still_offered(element, value) else None


def _still_offered(element: Json, value: Json) -> bool:
    if element["type"].endswith("external_select"):
        return True
    picked = value.get("selected_options") or [value.get("selected_option")]
    return all(option in options_of(element) for option in picked if option)


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]
