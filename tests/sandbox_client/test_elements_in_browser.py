"""Choices and buttons in a real browser: what reaches the app has Slack's own shape."""

import re

import pytest
from playwright.sync_api import Locator, expect
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.blocks import normalised
from sandbox.testing import Person
from tests.sandbox.conftest import actions, button, ids_by_name, option, plain
from tests.sandbox_client.elements_app import OpenForm, OpenMessage, Shown, open_form, open_message, send, told
from tests.sandbox_client.gallery import CITIES, FEEDBACK, MORE, REGIONS, SURE, SYSTEMS, TRASH, accessory, form, one

__all__ = ["open_form", "open_message", "told"]

pytestmark = pytest.mark.browser


def take(search: Locator, *names: str) -> None:
    """Type each, and take what is found by Enter."""
    for name in names:
        search.press_sequentially(name)
        expect(search.page.get_by_role("option", name=name)).to_be_visible()
        search.press("Enter")
    search.press("Escape")


# several


def test_people_are_chosen_by_typing_and_sent_by_their_ids(sandbox: Sandbox, told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("helpers"))
    take(dialog.get_by_role("combobox"), "Maya", "tom")
    expect(dialog.locator(".combo__tag")).to_contain_text(["Maya Lind", "Tom"])
    send(dialog)
    ids = ids_by_name(sandbox)
    assert told.submitted("helpers") == {"type": "multi_users_select", "selected_users": [ids["maya"], ids["tom"]]}


def test_channels_are_chosen_the_same_way(sandbox: Sandbox, told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("channels"), one("talks"))
    take(dialog.get_by_role("combobox", name="Channels"), "qa-team")
    take(dialog.get_by_role("combobox", name="Conversations"), "general")
    send(dialog)
    ids = ids_by_name(sandbox)
    assert told.submitted("channels") == {"type": "multi_channels_select", "selected_channels": [ids["qa-team"]]}
    assert told.submitted("talks")["selected_conversations"] == [ids["general"]]


def test_no_more_can_be_chosen_than_the_app_allows(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("regions"))
    search = dialog.get_by_role("combobox")
    search.click()
    for name in ("Berlin", "New York"):
        dialog.get_by_role("option", name=name).click()
    expect(dialog.get_by_text("At most 2 can be chosen.")).to_be_visible()
    expect(dialog.get_by_role("option", name="Oslo")).to_be_disabled()
    search.press("Escape")
    search.press("Backspace")
    take(search, "Oslo")
    send(dialog)
    assert told.submitted("regions") == {
        "type": "multi_static_select",
        "selected_options": normalised([REGIONS[0]["options"][0], REGIONS[0]["options"][2]]),
    }


def test_a_chip_takes_its_choice_out_again(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("regions", initial_options=REGIONS[1]["options"]))
    dialog.get_by_role("button", name="Remove New York").click()
    expect(dialog.get_by_role("combobox")).to_be_focused()
    send(dialog)
    assert told.submitted("regions")["selected_options"] == normalised([REGIONS[1]["options"][1]])


def test_the_app_is_asked_for_several_too(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("cities"))
    take(dialog.get_by_role("combobox"), "Bergen", "Berlin")
    send(dialog)
    assert told.submitted("cities") == {"type": "multi_external_select", "selected_options": CITIES[:2]}


def test_what_the_app_offers_is_shown_with_its_emoji_and_sent_as_it_was(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("city", initial_option=CITIES[2]), one("cities", initial_options=CITIES[2:]))
    city = dialog.get_by_role("combobox", name="City", exact=True)
    expect(city).to_have_value("Bern 🐻")
    expect(dialog.get_by_role("button", name="Remove Bern 🐻")).to_be_visible()
    city.fill("bern")
    dialog.get_by_role("option", name="Bern 🐻").click()
    expect(city).to_have_value("Bern 🐻")
    send(dialog)
    assert told.submitted("city")["selected_option"]["text"]["text"] == "Bern :bear:"


# one


def test_the_keyboard_walks_the_list_and_a_reader_hears_where_it_is(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("system"))
    search = dialog.get_by_role("combobox")
    search.press("ArrowDown")
    expect(search).to_have_attribute("aria-expanded", "true")
    search.press("ArrowDown")
    search.press("ArrowDown")
    here = search.get_attribute("aria-activedescendant")
    expect(dialog.get_by_role("option", name="Mobile")).to_have_id(str(here))
    search.press("Enter")
    expect(search).to_have_value("Mobile")
    send(dialog)
    assert told.submitted("system") == {"type": "static_select", "selected_option": normalised(SYSTEMS[1])}


def test_words_that_name_nothing_give_the_earlier_choice_back(open_form: OpenForm) -> None:
    dialog = open_form(one("system", initial_option=SYSTEMS[0]), one("title"))
    search = dialog.get_by_role("combobox")
    search.fill("nothing like it")
    expect(dialog.get_by_text("Nothing found.")).to_be_visible()
    dialog.get_by_role("textbox").click()
    expect(search).to_have_value("Web")


def test_a_person_is_chosen_in_a_message(sandbox: Sandbox, told: Shown, open_message: OpenMessage) -> None:
    page = open_message(actions({"type": "users_select", "action_id": "owner", "placeholder": plain("Owner")}))
    page.get_by_role("combobox", name="Owner").select_option(label="Tom")
    assert told.action() == {
        "type": "users_select",
        "action_id": "owner",
        "block_id": "buttons",
        "placeholder": {**plain("Owner"), "emoji": True},
        "selected_user": ids_by_name(sandbox)["tom"],
    }


# the question


def test_a_no_sends_nothing_and_gives_the_earlier_choice_back(told: Shown, open_message: OpenMessage) -> None:
    page = open_message(
        accessory("Regions", {**one("regions")["element"], "action_id": "regions", "confirm": SURE}),
        actions(button("Done", "done")),
    )
    search = page.get_by_role("combobox")
    search.click()
    page.get_by_role("option", name="Berlin").click()
    question = page.get_by_role("dialog", name="Stop the release?")
    expect(question.locator("strong")).to_have_text("Everybody")
    question.get_by_role("button", name="Keep it").click()
    expect(page.locator(".combo__tag")).to_have_count(0)
    page.get_by_role("button", name="Done").click()
    assert told.action()["action_id"] == "done"


@pytest.mark.parametrize("answer", ["Stop it", "Keep it"])
def test_a_tick_is_kept_only_with_a_yes(answer: str, told: Shown, open_message: OpenMessage) -> None:
    box = {"type": "checkboxes", "options": [option("a", "Tests pass")], "confirm": SURE}
    page = open_message(accessory("Checks", box), actions(button("Done", "done")))
    page.get_by_role("checkbox").click()
    page.get_by_role("button", name=answer).click()
    expect(page.get_by_role("checkbox")).to_be_checked(checked=answer == "Stop it")
    page.get_by_role("button", name="Done").click()
    assert told.action()["action_id"] == ("it" if answer == "Stop it" else "done")


# buttons


def test_feedback_tells_which_of_the_two_it_was(told: Shown, open_message: OpenMessage) -> None:
    page = open_message({"type": "context_actions", "block_id": "judge", "elements": [FEEDBACK]})
    page.get_by_role("button", name="A bad plan").click()
    assert told.action() == {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "block_id": "judge",
        "text": {**plain("Bad"), "emoji": True},
        "value": "bad",
    }
    expect(page.get_by_role("button", name="A bad plan")).to_have_attribute("aria-pressed", "true")


def test_an_icon_button_sends_its_value(told: Shown, open_message: OpenMessage) -> None:
    page = open_message({"type": "context_actions", "elements": [{**TRASH, "confirm": SURE}]})
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Stop it").click()
    assert told.action()["value"] == "7"


def test_an_icon_button_for_others_is_not_there(tom: Person, maya: Person, open_message: OpenMessage) -> None:
    hers = {**TRASH, "action_id": "hers", "text": plain("Hers"), "visible_to_user_ids": [maya.id]}
    page = open_message({"type": "context_actions", "elements": [hers, {**TRASH, "visible_to_user_ids": [tom.id]}]})
    expect(page.get_by_role("button", name="Hers")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_be_hidden()


def test_the_small_menu_is_used_by_keyboard(told: Shown, open_message: OpenMessage) -> None:
    page = open_message(actions(MORE))
    dots = page.locator(".overflow summary")
    dots.press("Enter")
    dots.press("ArrowDown")
    expect(page.get_by_role("button", name="Move it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dots).to_be_focused()
    expect(page.get_by_role("button", name="Move it")).to_be_hidden()
    dots.click()
    page.get_by_role("button", name="Move it").click()
    assert told.action()["selected_option"]["value"] == "move"


# written and picked


def test_a_time_is_meant_in_the_person_s_own_zone(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("start"))
    expect(dialog.locator("input")).to_have_value("2026-11-30T16:00")
    dialog.locator("input").fill("2026-07-01T09:30")
    send(dialog)
    assert told.submitted("start") == {"type": "datetimepicker", "selected_date_time": 1_782_891_000}


def test_the_end_of_a_text_is_counted_down_and_said(open_form: OpenForm) -> None:
    dialog = open_form(one("title"))
    field = dialog.get_by_role("textbox")
    field.fill("x" * 40)
    expect(dialog.locator(".field__count")).to_be_hidden()
    field.fill("x" * 55)
    expect(dialog.get_by_text("5 left")).to_be_visible()
    field.fill("x" * 62)
    expect(dialog.get_by_text("2 too many")).to_be_visible()
    send(dialog)
    expect(dialog.get_by_role("alert").filter(has_text="60 characters")).to_be_visible()


def test_the_element_that_wants_the_focus_has_it(open_form: OpenForm) -> None:
    dialog = open_form(one("title"), one("regions", focus_on_load=True))
    expect(dialog.get_by_role("combobox")).to_be_focused()
    expect(dialog.get_by_role("option")).to_have_count(0)


def test_what_is_being_searched_for_survives_an_update(
    told: Shown, web: WebClient, maya: Person, open_form: OpenForm
) -> None:
    dialog = open_form(one("helpers"))
    search = dialog.get_by_role("combobox")
    take(search, "tom")
    search.press_sequentially("ma")
    block = {**one("helpers"), "hint": plain("They are told at once.")}
    web.views_update(view_id=maya.sees.view().id, view=form(block))
    expect(dialog.get_by_text("They are told at once.")).to_be_visible()
    expect(dialog.locator(".combo__tag")).to_have_text(re.compile("tom", re.IGNORECASE))
    expect(search).to_be_focused()
    expect(search).to_have_value("ma")
