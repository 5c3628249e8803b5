"""Every row of the table of limits is played: at the limit Slack takes it, one past it Slack refuses the whole."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sandbox import permits, transport, views
from sandbox.errors import SlackError
from sandbox.limits import LEAST, MOST, REFUSALS
from sandbox.rules import check_message, check_view, message_faults, view_faults
from tests.sandbox import cases_most, cases_refused
from tests.sandbox.conftest import actions, button, field, home, modal, section
from tests.sandbox.pieces import container, text

Json = dict[str, Any]

FAULT = re.compile(r"\[ERROR\] .+ \[json-pointer:/(blocks|view)(/[\w-]+)*\]")


def faults(thing: Json | list[Json]) -> list[str]:
    """Of a list of blocks, of one block, or of a view."""
    if isinstance(thing, list):
        return message_faults(thing)
    return view_faults(thing) if "blocks" in thing else message_faults([thing])


def rows(cases: Any, elsewhere: dict[str, str]) -> list[str]:
    return sorted({name.partition("@")[0] for name in cases} | set(elsewhere))


def test_every_row_has_a_case_and_every_case_a_row() -> None:
    assert rows(cases_most.CASES, cases_most.ELSEWHERE) == sorted(MOST)
    assert rows(cases_refused.LEAST, {}) == sorted(LEAST)
    assert rows(cases_refused.REFUSED, cases_refused.ELSEWHERE) == sorted(REFUSALS)


@pytest.mark.parametrize("place", sorted({*cases_most.ELSEWHERE.values(), *cases_refused.ELSEWHERE.values()}))
def test_what_is_played_elsewhere_is(place: str) -> None:
    file, _, name = place.partition("::")
    tree = ast.parse((Path(__file__).parent / file).read_text())
    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_what_is_played_elsewhere_has_the_numbers_of_the_table() -> None:
    assert MOST["view.stack"] == views.STACK_LIMIT
    assert MOST["ack.seconds"] == transport.ACK_SECONDS
    assert MOST["trigger_id.seconds"] == permits.TRIGGER_SECONDS
    assert MOST["response_url.seconds"] == permits.RESPONSE_URL_SECONDS
    assert MOST["response_url.uses"] == permits.RESPONSE_URL_USES


def refused_once(thing: Json | list[Json]) -> None:
    [fault] = faults(thing)
    assert FAULT.fullmatch(fault)


@pytest.mark.parametrize("case", cases_most.CASES)
def test_at_most(case: str) -> None:
    limit, make = MOST[case.partition("@")[0]], cases_most.CASES[case]
    assert faults(make(limit)) == []
    refused_once(make(limit + 1))


@pytest.mark.parametrize("case", cases_refused.LEAST)
def test_at_least(case: str) -> None:
    limit, make = LEAST[case.partition("@")[0]], cases_refused.LEAST[case]
    assert faults(make(limit)) == []
    refused_once(make(limit - 1))


def check(thing: Json | list[Json]) -> None:
    if isinstance(thing, list):
        check_message(thing)
    elif "blocks" in thing:
        check_view(thing, "modal", "home")
    else:
        check_message([thing])


@pytest.mark.parametrize("case", cases_refused.REFUSED)
def test_refused(case: str) -> None:
    thing, code = cases_refused.REFUSED[case], REFUSALS[case.partition("@")[0]]
    refused_once(thing)
    with pytest.raises(SlackError) as caught:
        check(thing)
    assert caught.value.code == ("invalid_arguments" if "blocks" in thing else code)


def weighing(size: int) -> Json:
    """A modal of so many bytes."""
    view = modal(*[section(text(2900)) for _ in range(84)], private_metadata="")
    return view | {"private_metadata": text(size - len(json.dumps(view)))}


def test_a_view_weighs_250_kb_at_most() -> None:
    limit = MOST["view.bytes"]
    check_view(weighing(limit), "modal")
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(weighing(limit + 1), "modal")


PLACES = {
    "/blocks/1/text/text": [section(), section(text(3001))],
    "/blocks/0/type": [{"type": "marquee"}],
    "/blocks/0": [{"type": "header"}],
    "/blocks/0/elements/0/type": [actions({"type": "marquee"})],
    "/blocks/0/child_blocks/0/text/text": [container(section(text(3001)))],
    "/blocks/0/child_blocks/0/block_id": [container(section(block_id="a"), block_id="a")],
    "/blocks": [section()] * 51,
}


@pytest.mark.parametrize("place", PLACES)
def test_the_pointer_shows_the_place(place: str) -> None:
    [fault] = message_faults(PLACES[place])
    assert fault.endswith(f" [json-pointer:{place}]")


def test_the_words_are_those_of_slack() -> None:
    assert message_faults([section(text(3001))])[0].startswith("[ERROR] must be less than 3001 characters [")
    assert message_faults([section()] * 51)[0].startswith("[ERROR] no more than 50 items allowed [")
    assert message_faults([{"type": "marquee"}])[0].startswith("[ERROR] unsupported type: marquee [")
    assert message_faults([{"type": "header"}])[0].startswith("[ERROR] missing required field: text [")


def test_the_same_action_id_may_be_in_two_blocks() -> None:
    assert message_faults([actions(button(), block_id="a"), actions(button(), block_id="b")]) == []


def test_home_takes_inputs_without_submit() -> None:
    assert view_faults(home(field())) == []
