"""Each length and count: at the limit it passes, one past it Slack refuses the whole message or view."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.rules import message_faults, view_faults
from tests.sandbox.conftest import actions, button, field, home, modal, option, options, plain, section

Json = dict[str, Any]
Make = Callable[[int], Json]


def text(length: int) -> str:
    return "x" * length


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": text(length)}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "it", **more}


def choice(kind: str, **more: Any) -> Json:
    return element(kind, options=options(2), **more)


def select(**more: Any) -> Json:
    return choice("static_select", **more)


def in_actions(inside: Json) -> Json:
    return actions(inside)


def confirm(**lengths: int) -> Json:
    sizes = {"title": 5, "text": 5, "confirm": 5, "deny": 5} | lengths
    return {name: plain(text(size)) for name, size in sizes.items()}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}

BLOCKS: dict[str, tuple[int, Make]] = {
    "block_id": (255, lambda n: {"type": "divider", "block_id": text(n)}),
    "section text": (3000, lambda n: section(text(n))),
    "section fields": (10, lambda n: {"type": "section", "fields": [mrkdwn(1)] * n}),
    "section field text": (2000, lambda n: {"type": "section", "fields": [mrkdwn(n)]}),
    "header text": (150, lambda n: {"type": "header", "text": plain(text(n))}),
    "divider block_id": (255, lambda n: {"type": "divider", "block_id": text(n)}),
    "context elements": (10, lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}),
    "context text": (3000, lambda n: {"type": "context", "elements": [mrkdwn(n)]}),
    "context image alt text": (2000, lambda n: {"type": "context", "elements": [{**IMAGE, "alt_text": text(n)}]}),
    "actions elements": (25, lambda n: actions(*(button(action_id=f"a{i}") for i in range(n)))),
    "input label": (2000, lambda n: {**field(), "label": plain(text(n))}),
    "input hint": (2000, lambda n: field(hint=plain(text(n)))),
    "image url": (3000, lambda n: {**IMAGE, "image_url": "https://example.com/".ljust(n, "x")}),
    "image alt text": (2000, lambda n: {**IMAGE, "alt_text": text(n)}),
    "image title": (2000, lambda n: {**IMAGE, "title": plain(text(n))}),
    "rich text link": (3000, lambda n: rich({"type": "link", "url": "https://example.com/".ljust(n, "x")})),
    "markdown text": (12_000, lambda n: {"type": "markdown", "text": text(n)}),
    "table rows": (100, lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * n}),
    "table cells": (20, lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * n]}),
}

ELEMENTS: dict[str, tuple[int, Make]] = {
    "action_id": (255, lambda n: in_actions(button(action_id=text(n)))),
    "button text": (75, lambda n: in_actions(button(text(n)))),
    "button value": (2000, lambda n: in_actions(button(value=text(n)))),
    "button url": (3000, lambda n: in_actions(button(url="https://example.com/".ljust(n, "x")))),
    "button label": (75, lambda n: in_actions(button(accessibility_label=text(n)))),
    "confirm title": (100, lambda n: in_actions(button(confirm=confirm(title=n)))),
    "confirm text": (300, lambda n: in_actions(button(confirm=confirm(text=n)))),
    "confirm yes": (30, lambda n: in_actions(button(confirm=confirm(confirm=n)))),
    "confirm no": (30, lambda n: in_actions(button(confirm=confirm(deny=n)))),
    "static_select options": (100, lambda n: in_actions(element("static_select", options=options(n)))),
    "static_select option text": (75, lambda n: in_actions(element("static_select", options=[option("a", text(n))]))),
    "static_select option value": (150, lambda n: in_actions(element("static_select", options=[option(text(n))]))),
    "static_select option description": (
        75,
        lambda n: in_actions(element("static_select", options=[{**option(), "description": plain(text(n))}])),
    ),
    "static_select placeholder": (150, lambda n: in_actions(select(placeholder=plain(text(n))))),
    "static_select groups": (
        100,
        lambda n: in_actions(
            element("static_select", option_groups=[{"label": plain("G"), "options": options(1)}] * n)
        ),
    ),
    "static_select group label": (
        75,
        lambda n: in_actions(
            element("static_select", option_groups=[{"label": plain(text(n)), "options": options(1)}])
        ),
    ),
    "external_select placeholder": (
        150,
        lambda n: in_actions(element("external_select", placeholder=plain(text(n)))),
    ),
    "users_select placeholder": (150, lambda n: in_actions(element("users_select", placeholder=plain(text(n))))),
    "radio_buttons options": (10, lambda n: in_actions(element("radio_buttons", options=options(n)))),
    "radio_buttons option text": (75, lambda n: in_actions(element("radio_buttons", options=[option("a", text(n))]))),
    "checkboxes options": (10, lambda n: in_actions(element("checkboxes", options=options(n)))),
    "checkboxes option value": (150, lambda n: in_actions(element("checkboxes", options=[option(text(n))]))),
    "overflow options": (5, lambda n: in_actions(element("overflow", options=options(n)))),
    "overflow option url": (
        3000,
        lambda n: in_actions(element("overflow", options=[{**option(), "url": "https://example.com/".ljust(n, "x")}])),
    ),
    "plain_text_input initial value": (
        3000,
        lambda n: field(element={"type": "plain_text_input", "initial_value": text(n)}),
    ),
    "plain_text_input max_length": (3000, lambda n: field(element={"type": "plain_text_input", "max_length": n})),
    "plain_text_input min_length": (3000, lambda n: field(element={"type": "plain_text_input", "min_length": n})),
    "plain_text_input placeholder": (
        150,
        lambda n: field(element={"type": "plain_text_input", "placeholder": plain(text(n))}),
    ),
    "plain_text_input own maximum": (
        20,
        lambda n: field(element={"type": "plain_text_input", "max_length": 20, "initial_value": text(n)}),
    ),
    "datepicker placeholder": (150, lambda n: in_actions(element("datepicker", placeholder=plain(text(n))))),
    "number_input placeholder": (
        150,
        lambda n: field(element={"type": "number_input", "is_decimal_allowed": False, "placeholder": plain(text(n))}),
    ),
    "number_input initial value": (
        9,
        lambda n: field(
            element={"type": "number_input", "is_decimal_allowed": False, "max_value": "9", "initial_value": str(n)}
        ),
    ),
    "url_text_input placeholder": (
        150,
        lambda n: field(element={"type": "url_text_input", "placeholder": plain(text(n))}),
    ),
}

VIEWS: dict[str, tuple[int, Make]] = {
    "title": (24, lambda n: modal(section(), title=plain(text(n)))),
    "submit": (24, lambda n: modal(section(), submit=plain(text(n)))),
    "close": (24, lambda n: modal(section(), close=plain(text(n)))),
    "private_metadata": (3000, lambda n: modal(section(), private_metadata=text(n))),
    "callback_id": (255, lambda n: modal(section(), callback_id=text(n))),
    "external_id": (255, lambda n: modal(section(), external_id=text(n))),
    "blocks": (100, lambda n: modal(*[section()] * n)),
    "home blocks": (100, lambda n: home(*[section()] * n)),
}

WHOLE = {**BLOCKS, **ELEMENTS}


@pytest.mark.parametrize("what", WHOLE)
def test_block_and_element(what: str) -> None:
    limit, make = WHOLE[what]
    assert message_faults([make(limit)]) == []
    [fault] = message_faults([make(limit + 1)])
    assert "[json-pointer:/blocks/0" in fault


@pytest.mark.parametrize("what", VIEWS)
def test_view(what: str) -> None:
    limit, make = VIEWS[what]
    assert view_faults(make(limit)) == []
    assert len(view_faults(make(limit + 1))) == 1


def test_message_has_at_most_fifty_blocks() -> None:
    assert message_faults([section()] * 50) == []
    assert message_faults([section()] * 51) == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]


def test_markdown_blocks_share_their_limit() -> None:
    halves = [{"type": "markdown", "text": text(6000)}] * 2
    assert message_faults(halves) == []
    assert len(message_faults([*halves, {"type": "markdown", "text": "x"}])) == 1


def test_the_pointer_shows_the_place() -> None:
    [fault] = message_faults([section(), section(text(3001))])
    assert fault == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"


MALFORMED: dict[str, Json] = {
    "empty text": section(""),
    "section without content": {"type": "section"},
    "unknown block": {"type": "marquee"},
    "unknown property": section(colour="red"),
    "missing text": {"type": "header"},
    "header in mrkdwn": {"type": "header", "text": mrkdwn(3)},
    "no elements": actions(),
    "text input among buttons": actions(element("plain_text_input")),
    "multi-select among buttons": actions(choice("multi_static_select")),
    "button in an input": field(element={"type": "button", "text": plain("B")}),
    "unknown style": actions(button(style="rainbow")),
    "select without options": actions(element("static_select")),
    "select with both": actions(select(option_groups=[{"label": plain("G"), "options": options(1)}])),
    "initial option not on offer": actions(select(initial_option=option("other", "Other"))),
    "initial option with another text": actions(select(initial_option=option("v0", "Other"))),
    "date that is none": actions(element("datepicker", initial_date="1st of May")),
    "number without kind": field(element={"type": "number_input"}),
    "number that is none": field(element={"type": "number_input", "is_decimal_allowed": True, "min_value": "low"}),
    "maximum below minimum": field(element={"type": "plain_text_input", "min_length": 9, "max_length": 3}),
    "image without alt text": {"type": "image", "image_url": "https://example.com/a.png"},
    "rich text of unknown kind": {"type": "rich_text", "elements": [{"type": "rich_text_poem", "elements": []}]},
    "boolean as text": field(optional="yes"),
    "not an object": {"type": "section", "text": "Hello"},
}


@pytest.mark.parametrize("what", MALFORMED)
def test_malformed(what: str) -> None:
    assert len(message_faults([MALFORMED[what]])) == 1


FINE: dict[str, Json] = {
    "external_select": actions(element("external_select", min_query_length=0, initial_option=option())),
    "users_select": actions(element("users_select", initial_user="U1")),
    "radio_buttons": field(element=choice("radio_buttons", initial_option=options(2)[0])),
    "checkboxes": section(accessory=choice("checkboxes", initial_options=options(2))),
    "number_input": field(element={"type": "number_input", "is_decimal_allowed": True, "initial_value": "1.5"}),
    "url_text_input": field(element={"type": "url_text_input", "initial_value": "https://example.com"}),
    "datepicker": section(accessory=element("datepicker", initial_date="2026-05-01")),
    "overflow": section(accessory=choice("overflow")),
    "image accessory": section(accessory=IMAGE),
    "rich text": rich({"type": "text", "text": "Hi", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
    "typing is told": field(
        element={
            "type": "plain_text_input",
            "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
        },
        dispatch_action=True,
    ),
}


@pytest.mark.parametrize("what", FINE)
def test_well_formed(what: str) -> None:
    assert message_faults([FINE[what]]) == []


def test_ids_are_unique() -> None:
    twice = [section(block_id="a"), section(block_id="a")]
    assert len(message_faults(twice)) == 1
    assert len(message_faults([actions(button(), button())])) == 1
    assert message_faults([actions(button(), block_id="a"), actions(button(), block_id="b")]) == []


def test_markdown_and_tables_are_for_messages_only() -> None:
    assert len(view_faults(modal({"type": "markdown", "text": "x"}))) == 1


def test_inputs_need_a_submit_button() -> None:
    view = modal(field())
    del view["submit"]
    assert len(view_faults(view)) == 1
    assert view_faults(home(field())) == []


def test_only_one_element_has_the_focus() -> None:
    first = field("a", {"type": "plain_text_input", "focus_on_load": True})
    second = field("b", {"type": "plain_text_input", "focus_on_load": True})
    assert view_faults(modal(first)) == []
    assert len(view_faults(modal(first, second))) == 1


def test_home_has_no_title() -> None:
    assert len(view_faults(home(section(), title=plain("Home")))) == 1
