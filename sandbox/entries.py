"""What a person has entered in a view: put into Slack's form, and checked as Slack's own client checks it.

These faults never reach the app: a required field that is empty, a text too short or too long, a number out of range.
"""

import re
from urllib.parse import urlsplit

from sandbox.blocks import VALUES, each_element, options_of
from sandbox.model import Json

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def completed(element: Json, value: Json) -> Json:
    """A chosen value as Slack sends it: with its type, and with the whole option where only its `value` was named."""
    kind = element["type"]
    if kind == "overflow":
        return {"type": kind, "selected_option": _whole(element, value["selected_option"])}
    if kind not in VALUES:
        return {"type": kind}
    key, _, nothing = VALUES[kind]
    chosen = value.get(key, nothing)
    if key == "selected_option" and chosen:
        chosen = _whole(element, chosen)
    elif key == "selected_options":
        chosen = [_whole(element, option) for option in chosen or []]
    return {"type": kind, key: nothing if chosen in ("", None) else chosen}


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
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_fault(element, str(value))
    if kind == "number_input":
        return _number_fault(element, str(value))
    if kind == "url_text_input":
        return "" if _is_url(str(value)) else "Enter a full web address, such as https://example.com."
    if kind == "email_text_input":
        return "" if EMAIL.fullmatch(str(value)) else "Enter an e-mail address, such as name@example.com."
    return _count_fault(element, value)


def _length_fault(element: Json, value: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Write at least {least} characters."
    return f"Write at most {most} characters; this has {len(value)}." if len(value) > most else ""


def _number_fault(element: Json, value: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Enter a number." if element["is_decimal_allowed"] else "Enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Enter {element['min_value']} or more."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Enter {element['max_value']} or less."
    return ""


def _is_url(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _count_fault(element: Json, value: object) -> str:
    most = element.get("max_selected_items")
    return f"Choose at most {most}." if most and isinstance(value, list) and len(value) > most else ""
