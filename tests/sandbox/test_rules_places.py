"""Each block on each surface and each element in each block is taken exactly where the table of places says so."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.block_rules import ALIKE
from sandbox.blocks import VALUES, each_element, named, state_values
from sandbox.element_rules import ELEMENTS
from sandbox.places import ALLOWED, SURFACES, allowed
from sandbox.rules import message_faults, view_faults
from tests.sandbox.conftest import actions, button, field, home, modal, options, plain, section
from tests.sandbox.pieces import (
    IMAGE,
    PAGE,
    VIDEO,
    card,
    container,
    context,
    context_actions,
    data_table,
    element,
    feedback,
    icon,
    mrkdwn,
    pie,
    plan,
    provider,
    rich,
    table,
    task,
    workflow,
)

Json = dict[str, Any]

BLOCKS: dict[str, Json] = {
    "actions": actions(button()),
    "alert": {"type": "alert", "text": mrkdwn()},
    "auth_provider": provider(fallback=[section()], accessory=element("overflow", options=options(1))),
    "call": {"type": "call", "call_id": "R1"},
    "card": card(actions=[button()]),
    "carousel": {"type": "carousel", "elements": [card(block_id="one"), card(block_id="two")]},
    "container": container(actions(button())),
    "context": context(mrkdwn()),
    "context_actions": context_actions(feedback()),
    "data_table": data_table(),
    "data_visualization": pie(1),
    "divider": {"type": "divider"},
    "file": {"type": "file", "external_id": "a", "source": "remote"},
    "header": {"type": "header", "text": plain("Header")},
    "image": IMAGE,
    "input": field(),
    "markdown": {"type": "markdown", "text": "**x**"},
    "plan": plan("a"),
    "rich_text": rich({"type": "text", "text": "x"}),
    "section": section(),
    "table": table(),
    "task_card": task(status="pending", sources=[{"type": "url", "url": PAGE, "text": "Page"}]),
    "video": VIDEO,
}
INSIDE: dict[str, Json] = {
    **{kind: element(kind) for kind in ELEMENTS},
    **{kind: element(kind, options=options(2)) for kind in ("static_select", "multi_static_select")},
    **{kind: element(kind, options=options(2)) for kind in ("radio_buttons", "checkboxes", "overflow")},
    "button": button(),
    "icon_button": icon(),
    "feedback_buttons": feedback(),
    "workflow_button": workflow(),
    "number_input": element("number_input", is_decimal_allowed=True),
    "image": IMAGE,
    "plain_text": plain("x"),
    "mrkdwn": mrkdwn(),
}
HOLDERS: dict[str, Callable[..., Json]] = {
    "section.accessory": lambda one: section(accessory=one),
    "actions": actions,
    "input": lambda one: field(element=one),
    "context": context,
    "context_actions": context_actions,
    "card.actions": lambda one: card(actions=[one]),
    "auth_provider.accessory": lambda one: provider(accessory=one),
}


def faults(surface: str, block: Json) -> list[str]:
    if surface == "message":
        return message_faults([block])
    return view_faults(modal(block) if surface == "modal" else home(block))


def test_the_smallest_blocks_are_all_there_are() -> None:
    assert set(BLOCKS) == set().union(*(ALLOWED[surface] for surface in SURFACES))
    assert set(ALIKE) <= set(BLOCKS)


@pytest.mark.parametrize("surface", SURFACES)
def test_blocks_on_a_surface(surface: str) -> None:
    assert {kind for kind, block in BLOCKS.items() if not faults(surface, block)} == allowed(surface, surface)


def test_what_is_not_taken_is_named() -> None:
    assert faults("home", BLOCKS["alert"]) == ["[ERROR] unsupported type: alert [json-pointer:/view/blocks/0/type]"]


@pytest.mark.parametrize(("surface", "holder"), [(one, other) for one in SURFACES for other in HOLDERS])
def test_elements_in_a_block(surface: str, holder: str) -> None:
    put = HOLDERS[holder]
    taken = {kind for kind, inside in INSIDE.items() if not faults(surface, put(inside))}
    on_surface = holder.partition(".")[0] in allowed(surface, surface)
    assert taken == (allowed(holder, surface) if on_surface else set())


@pytest.mark.parametrize("kind", sorted(ALLOWED["container"]))
def test_a_block_in_a_container(kind: str) -> None:
    assert message_faults([container(BLOCKS[kind])]) == []


def test_elements_within_other_blocks_are_named_and_found() -> None:
    inner = field("", {"type": "plain_text_input", "initial_value": "x"})
    nested = container(unnamed(inner), actions(button(), block_id="b"))
    cards = {"type": "carousel", "elements": [card(actions=[unnamed(button())]), card(actions=[unnamed(button())])]}
    blocks = named([nested, cards, context_actions(feedback())])
    pairs = list(each_element(blocks))
    assert [one["type"] for _, one in pairs] == ["plain_text_input", "button", "button", "button", "feedback_buttons"]
    assert len({(block["block_id"], one["action_id"]) for block, one in pairs}) == 5
    [(_, values)] = state_values(blocks).items()
    assert next(iter(values.values()))["value"] == "x"


def unnamed(thing: Json) -> Json:
    return {key: value for key, value in thing.items() if key not in ("block_id", "action_id")}


def test_every_input_has_a_value() -> None:
    assert allowed("input", "modal") <= set(VALUES)
