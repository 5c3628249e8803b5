"""The rules for the elements that a person uses: buttons, choices and inputs."""

from sandbox.blocks import options_of
from sandbox.checks import Check, Faults, ObjectRule, Shape, array, boolean, integer, matching, note, one_of, shape
from sandbox.composition_rules import (
    ACTION_ID,
    ANY_TEXT,
    CHOICE_OPTION,
    CONFIRM,
    NAME,
    ONE_SOURCE,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PICTURE,
    SELECT_OPTION,
    STYLE,
    at_least_one,
    count,
    exactly_one,
    length,
    mrkdwn,
    plain,
)
from sandbox.limits import LEAST, MOST
from sandbox.model import Json
from sandbox.rich_text_rules import MANY, RICH_TEXT_OBJECT
from sandbox.typing_rules import lengths_agree, lines_agree, numbers_agree


def _initial_option_exists(value: Json, pointer: str, faults: Faults) -> None:
    wanted = value.get("initial_options") or ([value["initial_option"]] if "initial_option" in value else [])
    known = options_of(value)
    if any(option not in known for option in wanted):
        note(faults, pointer, "initial option must exactly match one of the provided options")


def _element(*rules: ObjectRule, required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return shape(required, *rules, action_id=ACTION_ID, **fields)


def _choice(*rules: ObjectRule, required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return _element(*rules, required=required, confirm=CONFIRM, focus_on_load=boolean, **fields)


def _select(*rules: ObjectRule, **fields: Check) -> Shape:
    return _choice(*rules, required=(), placeholder=plain("placeholder"), **fields)


def _multi(*rules: ObjectRule, **fields: Check) -> Shape:
    most = integer(LEAST["multi_select.max_selected_items"], MANY)
    return _select(*rules, max_selected_items=most, **fields)


_DISPATCH = shape(
    trigger_actions_on=count(
        one_of("on_enter_pressed", "on_character_entered"), "dispatch_action_config.trigger_actions_on"
    )
)


def _typed(*rules: ObjectRule, required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return _element(
        *rules,
        required=required,
        placeholder=plain("placeholder"),
        focus_on_load=boolean,
        dispatch_action_config=_DISPATCH,
        **fields,
    )


def _button(*rules: ObjectRule, required: tuple[str, ...] = ("text",), **fields: Check) -> Shape:
    label = length("button.accessibility_label")
    return _element(*rules, required=required, text=plain("button.text"), accessibility_label=label, **fields)


_VALUE = length("button.value")
_VISIBLE_TO = array(NAME, 0, MOST["button.visible_to_user_ids"])
_FEEDBACK = shape(
    ["text", "value"],
    text=plain("button.text"),
    value=_VALUE,
    accessibility_label=length("button.accessibility_label"),
)
_PARAMETER = shape(["name", "value"], name=ANY_TEXT, value=ANY_TEXT)
_TRIGGER = shape(["url"], url=ANY_TEXT, customizable_input_parameters=array(_PARAMETER, 0, MANY))
_OPTIONS = count(SELECT_OPTION, "select.options")
_GROUPS = array(OPTION_GROUP, LEAST["select.options"], MOST["select.option_groups"])
_CHOICES = count(CHOICE_OPTION, "choice.options")
_NUMBER = matching(r"-?\d+(\.\d+)?", "a number in a string")
_NAMES = array(NAME, 1, MANY)
_LINES = integer(LEAST["rich_text_input.lines"], MOST["rich_text_input.lines"])
_FILTER = shape(
    (),
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
    include=array(one_of("im", "mpim", "private", "public"), LEAST["conversation_filter.include"], 4),
    exclude_external_shared_channels=boolean,
    exclude_bot_users=boolean,
)
_STATIC: dict[str, Check] = {"options": _OPTIONS, "option_groups": _GROUPS}
_STATIC_RULES: tuple[ObjectRule, ...] = (exactly_one("options", "option_groups"), _initial_option_exists)

BUTTONS: dict[str, Check] = {
    "button": _button(
        value=_VALUE,
        url=length("button.url"),
        style=STYLE,
        confirm=CONFIRM,
        agent_prompt=length("button.agent_prompt"),
        agent_prompt_display=ANY_TEXT,
        visible_to_user_ids=_VISIBLE_TO,
    ),
    "icon_button": _button(
        required=("text", "icon"),
        icon=one_of("trash"),
        value=_VALUE,
        confirm=CONFIRM,
        visible_to_user_ids=_VISIBLE_TO,
    ),
    "workflow_button": _button(
        required=("text", "workflow", "action_id"),
        workflow=shape(["trigger"], trigger=_TRIGGER),
        style=STYLE,
        confirm=CONFIRM,
    ),
    "feedback_buttons": _element(
        required=("positive_button", "negative_button"), positive_button=_FEEDBACK, negative_button=_FEEDBACK
    ),
}
CHOICES: dict[str, Check] = {
    "static_select": _select(*_STATIC_RULES, initial_option=SELECT_OPTION, **_STATIC),
    "multi_static_select": _multi(*_STATIC_RULES, initial_options=_OPTIONS, **_STATIC),
    "external_select": _select(initial_option=SELECT_OPTION, min_query_length=integer(0, MANY)),
    "multi_external_select": _multi(initial_options=_OPTIONS, min_query_length=integer(0, MANY)),
    "users_select": _select(initial_user=NAME),
    "multi_users_select": _multi(initial_users=_NAMES),
    "channels_select": _select(initial_channel=NAME, response_url_enabled=boolean),
    "multi_channels_select": _multi(initial_channels=_NAMES),
    "conversations_select": _select(
        initial_conversation=NAME,
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=_FILTER,
    ),
    "multi_conversations_select": _multi(
        initial_conversations=_NAMES, default_to_current_conversation=boolean, filter=_FILTER
    ),
    "radio_buttons": _choice(
        _initial_option_exists, required=("options",), options=_CHOICES, initial_option=CHOICE_OPTION
    ),
    "checkboxes": _choice(_initial_option_exists, required=("options",), options=_CHOICES, initial_options=_CHOICES),
    "overflow": _element(required=("options",), options=count(OVERFLOW_OPTION, "overflow.options"), confirm=CONFIRM),
    "datepicker": _select(initial_date=matching(r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD")),
    "timepicker": _select(initial_time=matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm"), timezone=NAME),
    "datetimepicker": _choice(initial_date_time=integer(1_000_000_000, 9_999_999_999)),
}
_TEXT_LENGTH = "plain_text_input.max_length"
_INITIAL = length(_TEXT_LENGTH, empty=True)
INPUTS: dict[str, Check] = {
    "plain_text_input": _typed(
        lengths_agree,
        initial_value=_INITIAL,
        multiline=boolean,
        min_length=integer(0, MOST["plain_text_input.min_length"]),
        max_length=integer(LEAST[_TEXT_LENGTH], MOST[_TEXT_LENGTH]),
    ),
    "rich_text_input": _typed(lines_agree, initial_value=RICH_TEXT_OBJECT, min_lines=_LINES, max_lines=_LINES),
    "email_text_input": _typed(initial_value=_INITIAL),
    "url_text_input": _typed(initial_value=_INITIAL),
    "number_input": _typed(
        numbers_agree,
        required=("is_decimal_allowed",),
        is_decimal_allowed=boolean,
        initial_value=_NUMBER,
        min_value=_NUMBER,
        max_value=_NUMBER,
    ),
    "file_input": _element(
        filetypes=array(NAME, 0, MANY),
        max_files=integer(LEAST["file_input.max_files"], MOST["file_input.max_files"]),
    ),
}
SHOWN: dict[str, Check] = {
    "image": shape(["alt_text"], ONE_SOURCE, **PICTURE),
    "plain_text": plain("context.text"),
    "mrkdwn": mrkdwn("context.text"),
}
ELEMENTS: dict[str, Check] = {**BUTTONS, **CHOICES, **INPUTS, **SHOWN}
