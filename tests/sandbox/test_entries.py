"""What Slack's own client refuses before anything reaches the app: a sentence at each field."""

from typing import Any

import pytest

from sandbox.blocks import named, state_values
from sandbox.entries import faults, merged
from tests.sandbox.conftest import field, options

Json = dict[str, Any]


def entered(element: Json, value: Json, **more: Any) -> dict[str, str]:
    """The faults after this value was entered in this element."""
    blocks = named([field("it", element, **more)])
    return faults(blocks, merged(blocks, state_values(blocks), {"it": {"it": value}}))


TEXT = {"type": "plain_text_input", "min_length": 3, "max_length": 5}
WHOLE = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "10"}
DECIMAL = {"type": "number_input", "is_decimal_allowed": True}
SELECT = {"type": "static_select", "options": options(2)}
BOXES = {"type": "checkboxes", "options": options(3)}
PEOPLE = {"type": "multi_users_select", "max_selected_items": 1}
URL = {"type": "url_text_input"}
EMAIL = {"type": "email_text_input"}
FILES = {"type": "file_input", "max_files": 2, "filetypes": ["pdf", "png"]}
ANY_FILES = {"type": "file_input"}
RICH = {"type": "rich_text_input"}
PDF, TEXT_FILE = {"id": "F1", "filetype": "pdf", "name": "a.pdf"}, {"id": "F2", "name": "b.TXT"}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        (TEXT, {"value": "abc"}),
        (TEXT, {"value": "abcde"}),
        (WHOLE, {"value": "1"}),
        (WHOLE, {"value": "10"}),
        (DECIMAL, {"value": "-1.5"}),
        (SELECT, {"selected_option": {"value": "v1"}}),
        (BOXES, {"selected_options": [{"value": "v1"}]}),
        (PEOPLE, {"selected_users": ["U1"]}),
        (URL, {"value": "https://example.com/a"}),
        (EMAIL, {"value": "maya@example.com"}),
        (FILES, {"files": [PDF, {"id": "F3", "name": "c.PNG"}]}),
        (ANY_FILES, {"files": [TEXT_FILE] * 10}),
        (RICH, {"rich_text_value": "Hello"}),
    ],
)
def test_fine(element: Json, value: Json) -> None:
    assert entered(element, value) == {}


@pytest.mark.parametrize(
    ("element", "value", "part"),
    [
        (TEXT, {"value": "ab"}, "at least 3"),
        (TEXT, {"value": "abcdef"}, "at most 5"),
        (TEXT, {"value": ""}, "required"),
        (WHOLE, {"value": "0"}, "1 or more"),
        (WHOLE, {"value": "11"}, "10 or less"),
        (WHOLE, {"value": "1.5"}, "whole number"),
        (DECIMAL, {"value": "many"}, "number"),
        (SELECT, {"selected_option": None}, "required"),
        (BOXES, {"selected_options": []}, "required"),
        (PEOPLE, {"selected_users": ["U1", "U2"]}, "at most 1"),
        (URL, {"value": "example.com"}, "full web address"),
        (EMAIL, {"value": "maya"}, "e-mail address"),
        (FILES, {"files": [PDF] * 3}, "at most 2"),
        (FILES, {"files": [TEXT_FILE]}, "pdf, png"),
        (FILES, {"files": []}, "required"),
        (ANY_FILES, {"files": [PDF] * 11}, "at most 10"),
        (ANY_FILES | {"max_files": 1}, {"files": [PDF] * 2}, "one file only"),
        (RICH, {"rich_text_value": ""}, "required"),
    ],
)
def test_refused(element: Json, value: Json, part: str) -> None:
    assert part in entered(element, value)["it"]


def test_an_optional_field_may_stay_empty_but_not_be_wrong() -> None:
    assert entered(TEXT, {"value": ""}, optional=True) == {}
    assert "at least 3" in entered(TEXT, {"value": "ab"}, optional=True)["it"]


def test_an_option_is_completed_from_its_value() -> None:
    blocks = named([field("it", SELECT)])
    values = merged(blocks, {}, {"it": {"it": {"selected_option": {"value": "v1"}}}})
    text = {"type": "plain_text", "text": "Choice 1", "emoji": True}
    assert values == {"it": {"it": {"type": "static_select", "selected_option": {"text": text, "value": "v1"}}}}


def test_what_is_written_without_a_style_becomes_rich_text() -> None:
    blocks = named([field("it", RICH)])
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hello"}]}
    rich = {"type": "rich_text", "elements": [section]}
    for written in ("Hello", rich):
        values = merged(blocks, {}, {"it": {"it": {"rich_text_value": written}}})
        assert values == {"it": {"it": {"type": "rich_text_input", "rich_text_value": rich}}}


def test_files_are_named_by_their_ids() -> None:
    blocks = named([field("it", ANY_FILES)])
    assert state_values(blocks) == {"it": {"it": {"type": "file_input", "files": []}}}
    values = merged(blocks, {}, {"it": {"it": {"files": ["F1"]}}})
    assert values == {"it": {"it": {"type": "file_input", "files": [{"id": "F1"}]}}}
