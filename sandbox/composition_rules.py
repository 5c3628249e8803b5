"""The rules for what blocks and elements are put together from: texts, options, dialogues, pictures."""

from sandbox.checks import (
    Check,
    Faults,
    ObjectRule,
    array,
    boolean,
    by_type,
    matching,
    note,
    one_of,
    shape,
    string,
)
from sandbox.limits import LEAST, MOST
from sandbox.model import Json


def length(name: str, *, empty: bool = False) -> Check:
    """A text of at most so many characters as the table says under this name."""
    return string(MOST[name], 0 if empty else LEAST["text"])


def count(item: Check, name: str, *, empty: bool = False) -> Check:
    """A list of so many items as the table says under this name."""
    return array(item, 0 if empty else LEAST[name], MOST[name])


ANY_TEXT = string(MOST["message.text"])
ANY_LENGTH = string(MOST["message.text"], 0)
BLOCK_ID, ACTION_ID = length("block_id"), length("action_id")
NAME = ACTION_ID


def https(name: str) -> Check:
    most = MOST[name]
    return matching(rf"https://.{{1,{most - len('https://')}}}", f"an https URL of at most {most} characters")


def plain(name: str) -> Check:
    return by_type({"plain_text": shape(["text"], text=length(name), emoji=boolean)})


def mrkdwn(name: str) -> Check:
    return by_type({"mrkdwn": shape(["text"], text=length(name), verbatim=boolean)})


def text(name: str) -> Check:
    return by_type(
        {
            "plain_text": shape(["text"], text=length(name), emoji=boolean),
            "mrkdwn": shape(["text"], text=length(name), verbatim=boolean),
        }
    )


def exactly_one(*names: str) -> ObjectRule:
    def rule(value: Json, pointer: str, faults: Faults) -> None:
        if sum(name in value for name in names) != 1:
            note(faults, pointer, f"must have exactly one of: {', '.join(names)}")

    return rule


def at_least_one(*names: str) -> ObjectRule:
    def rule(value: Json, pointer: str, faults: Faults) -> None:
        if not any(value.get(name) for name in names):
            note(faults, pointer, f"must have at least one of: {', '.join(names)}")

    return rule


def not_both(one: str, other: str) -> ObjectRule:
    def rule(value: Json, pointer: str, faults: Faults) -> None:
        if value.get(one) and value.get(other):
            note(faults, pointer, f"must not have both: {one}, {other}")

    return rule


def needs(one: str, other: str) -> ObjectRule:
    def rule(value: Json, pointer: str, faults: Faults) -> None:
        if value.get(one) and not value.get(other):
            note(faults, pointer, f"{one} needs {other}")

    return rule


STYLE = one_of("primary", "danger")
CONFIRM = shape(
    ["title", "text", "confirm", "deny"],
    title=plain("confirm.title"),
    text=text("confirm.text"),
    confirm=plain("confirm.button"),
    deny=plain("confirm.button"),
    style=STYLE,
)

_VALUE = length("option.value")
SELECT_OPTION = shape(
    ["text", "value"], text=plain("option.text"), value=_VALUE, description=plain("option.description")
)
CHOICE_OPTION = shape(["text", "value"], text=text("option.text"), value=_VALUE, description=text("option.description"))
OVERFLOW_OPTION = shape(
    ["text", "value"],
    text=plain("option.text"),
    value=_VALUE,
    description=plain("option.description"),
    url=length("option.url"),
)
OPTION_GROUP = shape(
    ["label", "options"], label=plain("option_group.label"), options=count(SELECT_OPTION, "option_group.options")
)

SLACK_FILE = shape((), exactly_one("id", "url"), id=NAME, url=length("image.image_url"))
ONE_SOURCE = exactly_one("image_url", "slack_file")
PICTURE: dict[str, Check] = {
    "image_url": length("image.image_url"),
    "slack_file": SLACK_FILE,
    "alt_text": length("image.alt_text"),
}
IMAGE_ELEMENT = by_type({"image": shape(["alt_text"], ONE_SOURCE, **PICTURE)})
URL_SOURCE = by_type({"url": shape(["url", "text"], url=length("option.url"), text=ANY_TEXT)})
