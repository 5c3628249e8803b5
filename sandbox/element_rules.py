"""The rules for text objects, options and interactive elements: one table with every length."""

from collections.abc import Callable

from sandbox.blocks import options_of
from sandbox.checks import (
    Check,
    Faults,
    ObjectRule,
    Shape,
    array,
    boolean,
    by_type,
    integer,
    matching,
    note,
    one_of,
    shape,
    string,
)
from sandbox.model import Json

ID = string(255)
URL = string(3000)


def plain(most: int) -> Check:
    return by_type({"plain_text": shape(["text"], text=string(most), emoji=boolean)})


def mrkdwn(most: int) -> Check:
    return by_type({"mrkdwn": shape(["text"], text=string(most), verbatim=boolean)})


def text(most: int) -> Check:
    return by_type(
        {
            "plain_text": shape(["text"], text=string(most), emoji=boolean),
            "mrkdwn": shape(["text"], text=string(most), verbatim=boolean),
        }
    )


CONFIRM = shape(
    ["title", "text", "confirm", "deny"],
    title=plain(100),
    text=text(300),
    confirm=plain(30),
    deny=plain(30),
    style=one_of("primary", "danger"),
)

SELECT_OPTION = shape(["text", "value"], text=plain(75), value=string(150), description=plain(75))
CHOICE_OPTION = shape(["text", "value"], text=text(75), value=string(150), description=text(75))
OVERFLOW_OPTION = shape(["text", "value"], text=plain(75), value=string(150), description=plain(75), url=URL)
OPTION_GROUP = shape(["label", "options"], label=plain(75), options=array(SELECT_OPTION, 1, 100))

IMAGE_ELEMENT = shape(["image_url", "alt_text"], image_url=URL, alt_text=string(2000))


def _exactly_one(*names: str) -> ObjectRule:
    def rule(value: Json, pointer: str, faults: Faults) -> None:
        if sum(name in value for name in names) != 1:
            note(faults, pointer, f"must have exactly one of: {', '.join(names)}")

    return rule


def _initial_option_exists(value: Json, pointer: str, faults: Faults) -> None:
    wanted = value.get("initial_options") or ([value["initial_option"]] if "initial_option" in value else [])
    known = options_of(value)
    if any(option not in known for option in wanted):
        note(faults, pointer, "initial option must exactly match one of the provided options")


def _lengths_agree(value: Json, pointer: str, faults: Faults) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if not isinstance(least, int) or not isinstance(most, int):
        return
    if least > most:
        note(faults, f"{pointer}/min_length", "must not be greater than max_length")
    if len(str(value.get("initial_value", ""))) > most:
        note(faults, f"{pointer}/initial_value", f"must be less than {most + 1} characters")


def _numbers_agree(value: Json, pointer: str, faults: Faults) -> None:
    names = [name for name in ("min_value", "initial_value", "max_value") if name in value]
    try:
        numbers = [float(value[name]) for name in names]
    except (TypeError, ValueError):
        return
    if numbers != sorted(numbers):
        note(faults, pointer, f"must be in this order: {', '.join(names)}")


def _element(*rules: ObjectRule, required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return shape(required, *rules, action_id=ID, **fields)


def _select(*rules: ObjectRule, required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return _element(*rules, required=required, placeholder=plain(150), confirm=CONFIRM, focus_on_load=boolean, **fields)


def _typed(*rules: ObjectRule, required: tuple[str, ...] = (), **fields: Check) -> Shape:
    dispatch = shape(
        trigger_actions_on=array(one_of("on_enter_pressed", "on_character_entered"), 1, 2),
    )
    return _element(
        *rules,
        required=required,
        placeholder=plain(150),
        focus_on_load=boolean,
        dispatch_action_config=dispatch,
        **fields,
    )


def _multi(single: Callable[..., Shape], *rules: ObjectRule, **fields: Check) -> Shape:
    return single(*rules, max_selected_items=integer(1, 1000), **fields)


OPTIONS = array(SELECT_OPTION, 1, 100)
GROUPS = array(OPTION_GROUP, 1, 100)
CHOICES = array(CHOICE_OPTION, 1, 10)
NUMBER = matching(r"-?\d+(\.\d+)?", "a number in a string")
IDS = array(ID, 1, 1000)
FILTER = shape(
    include=array(one_of("im", "mpim", "private", "public"), 1, 4),
    exclude_external_shared_channels=boolean,
    exclude_bot_users=boolean,
)

ELEMENTS: dict[str, Shape] = {
    "button": _element(
        required=("text",),
        text=plain(75),
        value=string(2000),
        url=URL,
        style=one_of("primary", "danger"),
        confirm=CONFIRM,
        accessibility_label=string(75),
    ),
    "static_select": _select(
        _exactly_one("options", "option_groups"),
        _initial_option_exists,
        options=OPTIONS,
        option_groups=GROUPS,
        initial_option=SELECT_OPTION,
    ),
    "multi_static_select": _multi(
        _select,
        _exactly_one("options", "option_groups"),
        _initial_option_exists,
        options=OPTIONS,
        option_groups=GROUPS,
        initial_options=OPTIONS,
    ),
    "external_select": _select(initial_option=SELECT_OPTION, min_query_length=integer(0, 1000)),
    "multi_external_select": _multi(_select, initial_options=OPTIONS, min_query_length=integer(0, 1000)),
    "users_select": _select(initial_user=ID),
    "multi_users_select": _multi(_select, initial_users=IDS),
    "channels_select": _select(initial_channel=ID, response_url_enabled=boolean),
    "multi_channels_select": _multi(_select, initial_channels=IDS),
    "conversations_select": _select(
        initial_conversation=ID, default_to_current_conversation=boolean, response_url_enabled=boolean, filter=FILTER
    ),
    "multi_conversations_select": _multi(
        _select, initial_conversations=IDS, default_to_current_conversation=boolean, filter=FILTER
    ),
    "radio_buttons": _element(
        _initial_option_exists,
        required=("options",),
        options=CHOICES,
        initial_option=CHOICE_OPTION,
        confirm=CONFIRM,
        focus_on_load=boolean,
    ),
    "checkboxes": _element(
        _initial_option_exists,
        required=("options",),
        options=CHOICES,
        initial_options=CHOICES,
        confirm=CONFIRM,
        focus_on_load=boolean,
    ),
    "overflow": _element(required=("options",), options=array(OVERFLOW_OPTION, 1, 5), confirm=CONFIRM),
    "datepicker": _select(initial_date=matching(r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD")),
    "timepicker": _select(initial_time=matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm"), timezone=ID),
    "datetimepicker": _element(
        initial_date_time=integer(1_000_000_000, 9_999_999_999), confirm=CONFIRM, focus_on_load=boolean
    ),
    "plain_text_input": _typed(
        _lengths_agree,
        initial_value=string(3000, 0),
        multiline=boolean,
        min_length=integer(0, 3000),
        max_length=integer(1, 3000),
    ),
    "email_text_input": _typed(initial_value=string(3000, 0)),
    "url_text_input": _typed(initial_value=string(3000, 0)),
    "number_input": _typed(
        _numbers_agree,
        required=("is_decimal_allowed",),
        is_decimal_allowed=boolean,
        initial_value=NUMBER,
        min_value=NUMBER,
        max_value=NUMBER,
    ),
}

_SINGLE = {name for name in ELEMENTS if name.endswith("_select") and not name.startswith("multi_")}
_MULTI = {name for name in ELEMENTS if name.startswith("multi_")}
_PICKED = {"radio_buttons", "checkboxes", "datepicker", "timepicker"}
_TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}


def _only(names: set[str]) -> dict[str, Check]:
    return {name: ELEMENTS[name] for name in names}


ACCESSORY = by_type(_only({"button", "overflow"} | _SINGLE | _MULTI | _PICKED) | {"image": IMAGE_ELEMENT})
IN_ACTIONS = by_type(_only({"button", "overflow", "datetimepicker"} | _SINGLE | _PICKED))
IN_INPUT = by_type(_only({"datetimepicker"} | _SINGLE | _MULTI | _PICKED | _TYPED))
