"""Block Kit in the browser: everything is shown, and nothing that was typed becomes more than text."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.client import blockkit
from sandbox.client.blockkit import Conversation, Page
from tests.sandbox_client.seen import Names, Seen

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str = "") -> Json:
    return {"text": plain(text or value.upper()), "value": value}


def shown(*blocks: Json, state: Json | None = None, errors: dict[str, str] | None = None) -> str:
    named = [{"block_id": f"b{number}"} | block for number, block in enumerate(blocks)]
    page = Page(
        Names(), state or {}, errors or {}, people=(("U1", "Maya"),), conversations=(Conversation("C1", "#general"),)
    )
    return str(blockkit.render(named, page))


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Field"), "element": {"action_id": "a"} | element} | more


@settings(deadline=None)
@given(st.text(max_size=80))
def test_what_was_typed_stays_text_in_every_place(typed: str) -> None:
    evil = f'"><script>alert(1)</script><img src=x onerror=1>{typed}'
    made = shown(
        {"type": "section", "text": {"type": "mrkdwn", "text": evil}},
        {"type": "header", "text": plain(evil)},
        {"type": "markdown", "text": evil},
        field({"type": "plain_text_input", "initial_value": evil, "placeholder": plain(evil)}, hint=plain(evil)),
        field({"type": "radio_buttons", "options": [option(evil, evil)]}),
        {"type": "actions", "elements": [{"type": "button", "action_id": "x", "text": plain(evil), "value": evil}]},
    )
    seen = Seen(made)
    assert not seen.tags & {"script", "img", "iframe"}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]


BLOCKS: list[tuple[Json, str]] = [
    ({"type": "section", "text": plain("Hello")}, "Hello"),
    ({"type": "section", "fields": [plain("One"), plain("Two")]}, "Two"),
    ({"type": "header", "text": plain("Title")}, "<h3>Title</h3>"),
    ({"type": "divider"}, "<hr>"),
    ({"type": "context", "elements": [plain("Small")]}, "Small"),
    ({"type": "image", "image_url": "https://a.example/x.png", "alt_text": "A plot"}, 'alt="A plot"'),
    ({"type": "markdown", "text": "# Big\n- one"}, "<li>one</li>"),
    (
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "bold", "style": {"bold": True}},
                        {"type": "user", "user_id": "U1"},
                    ],
                }
            ],
        },
        '<strong>bold</strong><span class="mention">@Maya</span>',
    ),
    ({"type": "something_new"}, "type “something_new”"),
]


@pytest.mark.parametrize(("block", "expected"), BLOCKS, ids=[block["type"] for block, _ in BLOCKS])
def test_every_block_is_shown(block: Json, expected: str) -> None:
    assert expected in shown(block)


CHOICES = [option("a"), option("b")]
ELEMENTS: list[tuple[Json, Json, str]] = [
    ({"type": "plain_text_input"}, {"value": "typed"}, 'value="typed"'),
    ({"type": "plain_text_input", "multiline": True}, {"value": "typed"}, ">typed</textarea>"),
    ({"type": "number_input"}, {"value": "7"}, 'value="7"'),
    ({"type": "email_text_input"}, {"value": "a@b.example"}, 'value="a@b.example"'),
    ({"type": "url_text_input"}, {"value": "https://a.example"}, 'value="https://a.example"'),
    ({"type": "radio_buttons", "options": CHOICES}, {"selected_option": CHOICES[1]}, r'value="b"[^>]* checked'),
    ({"type": "checkboxes", "options": CHOICES}, {"selected_options": CHOICES[:1]}, r'value="a"[^>]* checked'),
    ({"type": "static_select", "options": CHOICES}, {"selected_option": CHOICES[1]}, r'value="b"[^>]* selected'),
    (
        {"type": "multi_static_select", "options": CHOICES},
        {"selected_options": CHOICES},
        "data-held=",
    ),
    ({"type": "users_select"}, {"selected_user": "U1"}, r'value="U1"[^>]* selected'),
    ({"type": "channels_select"}, {"selected_channel": "C1"}, r'value="C1"[^>]* selected'),
    ({"type": "external_select"}, {"selected_option": CHOICES[0]}, 'value="A"'),
    ({"type": "datepicker"}, {"selected_date": "2026-11-23"}, 'value="2026-11-23"'),
    ({"type": "timepicker"}, {"selected_time": "09:30"}, 'value="09:30"'),
]


@pytest.mark.parametrize(("element", "held", "expected"), ELEMENTS, ids=[element["type"] for element, *_ in ELEMENTS])
def test_every_element_shows_what_was_entered(element: Json, held: Json, expected: str) -> None:
    state = {"b0": {"a": {"type": element["type"]} | held}}
    assert re.search(expected, shown(field(element), state=state))
    assert not re.search(expected, shown(field(element)))


def test_an_error_stands_at_its_field_and_is_announced_with_it() -> None:
    made = shown(field({"type": "plain_text_input"}), errors={"b0": "Please type a name."})
    [error] = re.findall(r'<p class="error" id="([^"]+)" role="alert">Please type a name\.', made)
    assert re.search(rf'aria-describedby="[^"]*{re.escape(error)}"', made)
    assert 'aria-invalid="true"' in made


def test_a_dangerous_button_says_what_it_asks_first() -> None:
    ask = {"title": plain("Sure?"), "text": plain("It is gone then."), "confirm": plain("Yes"), "deny": plain("No")}
    button = {"type": "button", "action_id": "x", "text": plain("Delete"), "style": "danger", "confirm": ask}
    made = shown({"type": "actions", "elements": [button]})
    assert "button--danger" in made
    assert "It is gone then." in made


@pytest.mark.parametrize(
    ("element", "more", "told"),
    [
        ({"type": "plain_text_input"}, {}, None),
        ({"type": "plain_text_input"}, {"dispatch_action": True}, "enter"),
        (
            {
                "type": "plain_text_input",
                "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
            },
            {"dispatch_action": True},
            "character",
        ),
        ({"type": "radio_buttons", "options": CHOICES}, {"dispatch_action": True}, "change"),
    ],
)
def test_an_input_tells_of_a_change_only_where_the_app_asked_for_it(
    element: Json, more: Json, told: str | None
) -> None:
    found = re.findall(r'data-dispatch="([^"]+)"', shown(field(element, **more)))
    assert found == ([told] if told else [])


def test_what_is_entered_does_not_change_how_a_block_looks() -> None:
    one = {"type": "input", "label": plain("x"), "element": {"type": "radio_buttons", "options": CHOICES}}
    two = {**one, "element": {**one["element"], "initial_option": CHOICES[0]}}  # type: ignore[dict-item]
    assert blockkit.fingerprint(one) == blockkit.fingerprint(two)
    assert blockkit.fingerprint(one) != blockkit.fingerprint({**one, "label": plain("y")})
