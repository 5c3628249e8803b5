"""The HTML of elements: what the browser works with, and what a screen reader is told."""

import html
import json
import re
from typing import Any

import pytest

from sandbox.blocks import named
from sandbox.client import blockkit
from sandbox.client.blockkit import Conversation, Page
from tests.sandbox.conftest import actions, button, option, plain
from tests.sandbox_client import gallery
from tests.sandbox_client.gallery import FEEDBACK, MESSAGE, SURE, TRASH, WORKFLOW, form, mrkdwn, one
from tests.sandbox_client.seen import Names

Json = dict[str, Any]


def shown(*blocks: Json, **more: Any) -> str:
    page = Page(Names(), people=(("U1", "Maya"),), conversations=(Conversation("C1", "#general"),), **more)
    return str(blockkit.render(named(blocks), page))


def attribute(made: str, name: str) -> str:
    [found] = re.findall(rf'{name}="([^"]*)"', made)
    return html.unescape(found)


@pytest.mark.parametrize("block", form()["blocks"], ids=lambda block: str(block["block_id"]))
def test_every_input_is_shown_with_its_label_and_its_error(block: Json) -> None:
    made = shown(block, errors={block["block_id"]: "Look again."})
    assert "unsupported" not in made
    [error] = re.findall(r'<p class="error" id="([^"]+)" role="alert">Look again\.', made)
    assert re.search(rf'aria-describedby="[^"]*{re.escape(error)}"', made)


def test_nothing_in_a_message_is_unknown() -> None:
    assert "unsupported" not in shown(*MESSAGE)


def test_the_text_of_a_question_is_shown_with_its_marks() -> None:
    made = shown(actions(button("Stop", "stop", confirm=SURE)))
    assert attribute(made, "data-confirm-text") == "<strong>Everybody</strong> who waits for it is told at once."


def test_a_question_cannot_bring_tags_along() -> None:
    made = shown(actions(button("Stop", "stop", confirm={**SURE, "text": mrkdwn("<script>alert(1)</script>")})))
    assert "<script" not in attribute(made, "data-confirm-text")


@pytest.mark.parametrize(("count", "tag"), [(8, "<select"), (9, 'role="combobox"')])
def test_a_long_list_is_one_to_search_in(count: int, tag: str) -> None:
    choices = [option(f"v{number}", f"Choice {number}") for number in range(count)]
    assert tag in shown(one("kind", options=choices))


def test_options_with_descriptions_and_groups_keep_both() -> None:
    assert "<small>What customers see</small>" in shown(one("system"))
    assert re.search('role="group" aria-label="Europe"(.|\n)*Lisbon(.|\n)*aria-label="Americas"', shown(one("regions")))


def test_what_is_held_is_told_to_the_page_in_slack_s_own_shape() -> None:
    held = {"helpers": {"helpers": {"type": "multi_users_select", "selected_users": ["U1"]}}}
    assert json.loads(attribute(shown(one("helpers"), state=held), "data-held")) == ["U1"]


def test_a_description_may_have_marks() -> None:
    assert "<small>Can be <em>undone</em> within minutes</small>" in shown(one("risk"))


def test_only_those_who_are_named_get_an_icon_button() -> None:
    made = shown({"type": "context_actions", "elements": [{**TRASH, "visible_to_user_ids": ["U1"]}]})
    assert re.search(r'data-only-for="U1" hidden', made)


def test_feedback_says_in_words_what_its_buttons_mean() -> None:
    made = shown({"type": "context_actions", "elements": [FEEDBACK]})
    assert re.findall(r'aria-label="(A [^"]+)"', made) == ["A good plan", "A bad plan"]


def test_a_workflow_says_why_it_does_not_run() -> None:
    made = shown(actions(WORKFLOW))
    [note] = re.findall(r'disabled aria-describedby="([^"]+)"', made)
    assert f'<small id="{note}">Runs a workflow in Slack only.</small>' in made


def test_an_overflow_option_with_an_address_is_a_link() -> None:
    assert re.search(r'<a href="https://example.com/"[^>]*data-option', shown(actions(gallery.MORE)))


def test_the_zone_of_a_time_is_named() -> None:
    assert "<small>Europe/Lisbon</small>" in shown(one("hour"))


def test_the_element_that_wants_the_focus_gets_it() -> None:
    for name in ("about", "notes", "kind", "system", "risk", "day"):
        assert shown(one(name, focus_on_load=True)).count(" autofocus") == 1


def test_a_mention_in_formatted_text_is_shown_by_its_name() -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}
    made = shown(one("notes", initial_value={"type": "rich_text", "elements": [section]}))
    assert re.search(r'<template data-piece="[^"]+"><span class="mention">@Maya</span></template>', made)


def test_a_limit_is_counted_and_never_cuts_what_was_pasted() -> None:
    made = shown({**one("title"), "label": plain("Title")})
    assert 'data-most="60"' in made
    assert "maxlength" not in made


PLACES = (
    Conversation("C1", "#general"),
    Conversation("C2", "#partners", is_shared=True),
    Conversation("C3", "#inner", "private"),
    Conversation("D1", "Tom", "im"),
    Conversation("D2", "testbot", "im", with_app=True),
)


@pytest.mark.parametrize(
    ("element", "offered"),
    [
        ({"type": "channels_select"}, ["C1", "C2"]),
        ({"type": "conversations_select"}, ["C1", "C2", "C3", "D1", "D2"]),
        ({"type": "multi_conversations_select", "filter": {"include": ["private", "im"]}}, ["C3", "D1", "D2"]),
        ({"type": "conversations_select", "filter": {"exclude_bot_users": True}}, ["C1", "C2", "C3", "D1"]),
        (
            {
                "type": "conversations_select",
                "filter": {"include": ["public"], "exclude_external_shared_channels": True},
            },
            ["C1"],
        ),
    ],
)
def test_conversations_are_offered_as_the_filter_says(element: Json, offered: list[str]) -> None:
    page = Page(Names(), conversations=PLACES)
    assert [one["value"] for one in page.choices(element)] == offered
