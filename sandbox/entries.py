"""What a person has entered in a view: put into Slack's form, and checked as Slack's own client checks it.

These faults never reach the app: a required field that is empty, a text too short or too long, a number out of range.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.blocks import VALUES, each_element, options_of
from sandbox.limits import MOST
from sandbox.model import Json

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def completed(element: Json, value: Json) -> Json:
    """A chosen value as Slack sends it: with its type, and with the whole option where only its `value` was named."""
    kind = element["type"]
    if kind == "overflow":
        return {"type": kind, "selected_option": _whole(element, value["selected_option"])}
    if kind == "feedback_buttons":
        return {"type": kind, **_feedback(element, value["value"])}
    if kind not in VALUES:
        return {"type": kind}
    key, _, nothing = VALUES[kind]
    chosen = value.get(key, nothing)
    if key == "selected_option" and chosen:
        chosen = _whole(element, chosen)
    elif key == "selected_options":
        chosen = [_whole(element, option) for option in chosen or []]
    elif key == "files":
        chosen = [{"id": one} if isinstance(one, str) else one for one in chosen or []]
    elif key == "rich_text_value" and isinstance(chosen, str):
        chosen = _rich_text(chosen)
    return {"type": kind, key: nothing if chosen in ("", None) else chosen}


def _feedback(element: Json, value: str) -> Json:
    """Which of the two buttons was pressed: the one with this value. KeyError where neither has it."""
    buttons = {one["value"]: one for one in (element["negative_button"], element["positive_button"])}
    return {"text": buttons[value]["text"], "value": value}


def _rich_text(written: str) -> Json | None:
    """What was written without a style."""
    if not written:
        return None
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": written}]}
    return {"type": "rich_text", "elements": [section]}


def _whole(element: Json, chosen: Json) -> Json:
    known = (option for option in options_of(element) if option["value"] == chosen["value"])
    return next(known, chosen)


def merged(blocks: list[Json], held: Json, entered: Json) -> Json:
    """The values that a view holds, with those that have just been entered."""
    values = {block_id: dict(actions) for block_id, actions in held.items()}
    for block, element in each_element(blocks):
        new = entered.get(block["block_id"], {}).get(element["action_id"])
        if new is not None and element["type"] in VALUES:
            values.setdefault(block["block_id"], {})[element["action_id"]] = completed(element, new)
    return values


def faults(blocks: list[Json], values: Json) -> dict[str, str]:
    """A sentence for each field that cannot be submitted as it is, by block_id."""
    found: dict[str, str] = {}
    for block, element in each_element(blocks):
        if block["type"] == "input":
            entered = values.get(block["block_id"], {}).get(element["action_id"], {})
            value = entered.get(VALUES[element["type"]][0])
            if sentence := _fault(block, element, value):
                found[block["block_id"]] = sentence
    return found


def _fault(block: Json, element: Json, value: object) -> str:
    if value in (None, "", []):
        return "" if block.get("optional") else "Fill this in: it is required."
    check = FAULTS.get(element["type"], _count_fault)
    return check(element, value)


def _length_fault(element: Json, value: Any) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", MOST["plain_text_input.max_length"])
    if len(value) < least:
        return f"Write at least {least} characters."
    return f"Write at most {most} characters; this has {len(value)}." if len(value) > most else ""


def _number_fault(element: Json, value: Any) -> str:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Enter a number." if element["is_decimal_allowed"] else "Enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Enter {element['min_value']} or more."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Enter {element['max_value']} or less."
    return ""


def _url_fault(element: Json, value: Any) -> str:
    parts = urlsplit(value)
    whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    return "" if whole else "Enter a full web address, such as https://example.com."


def _email_fault(element: Json, value: Any) -> str:
    return "" if EMAIL.fullmatch(value) else "Enter an e-mail address, such as name@example.com."


def _count_fault(element: Json, value: Any) -> str:
    most = element.get("max_selected_items")
    return f"Choose at most {most}." if most and isinstance(value, list) and len(value) > most else ""


def _files_fault(element: Json, value: Any) -> str:
    most, kinds = element.get("max_files", MOST["file_input.max_files"]), element.get("filetypes")
    if len(value) > most:
        return f"Choose at most {most} files." if most > 1 else "Choose one file only."
    if kinds and any(_filetype(one) not in kinds for one in value if "name" in one or "filetype" in one):
        return f"Choose files of these kinds: {', '.join(kinds)}."
    return ""


def _filetype(file: Json) -> str:
    return str(file.get("filetype") or file["name"].rpartition(".")[2]).lower()


FAULTS: dict[str, Callable[[Json, Any], str]] = {
    "plain_text_input": _length_fault,
    "number_input": _number_fault,
    "url_text_input": _url_fault,
    "email_text_input": _email_fault,
    "file_input": _files_fault,
}
