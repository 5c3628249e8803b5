"""views.*: triggers, the stack, hashes, and what becomes of what a person has entered."""

import time

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import (
    actions,
    button,
    client_of,
    error_of,
    field,
    home,
    make_seed,
    manifest_with,
    modal,
    options,
    plain,
    refusal,
    section,
)


@pytest.fixture
def opened(sandbox: Sandbox, web: WebClient, maya: Person) -> str:
    """The id of a modal that is open in front of Maya."""
    trigger_id = sandbox.permits.issue_trigger(maya.id)
    return str(web.views_open(trigger_id=trigger_id, view=modal(field("name"), field("why")))["view"]["id"])


def push(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    trigger_id = sandbox.permits.issue_trigger(maya.id, maya.sees.view().id)
    web.views_push(trigger_id=trigger_id, view=modal(section()))


def later(sandbox: Sandbox, seconds: float) -> None:
    sandbox.permits.clock = lambda: time.monotonic() + seconds


def test_open_answers_with_the_whole_view(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    body = modal(field("name"), private_metadata="m", notify_on_close=True)
    view = web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=body)["view"]
    assert view["id"].startswith("V")
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert (view["callback_id"], view["private_metadata"], view["notify_on_close"]) == ("form", "m", True)
    assert (view["team_id"], view["app_id"]) == (sandbox.workspace.team.id, sandbox.workspace.app.id)
    assert view["state"]["values"] == {"name": {"name": {"type": "plain_text_input", "value": None}}}
    assert view["title"] == {"type": "plain_text", "text": "Form", "emoji": True}
    assert maya.sees.view().hash == view["hash"]


def test_a_trigger_works_once(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    trigger_id = sandbox.permits.issue_trigger(maya.id)
    web.views_open(trigger_id=trigger_id, view=modal(section()))
    assert error_of(lambda: web.views_open(trigger_id=trigger_id, view=modal(section()))) == "exchanged_trigger_id"


def test_a_trigger_works_for_three_seconds(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    trigger_id = sandbox.permits.issue_trigger(maya.id)
    later(sandbox, 3.1)
    assert error_of(lambda: web.views_open(trigger_id=trigger_id, view=modal(section()))) == "expired_trigger_id"


def test_an_unknown_trigger(web: WebClient) -> None:
    assert error_of(lambda: web.views_open(trigger_id="1.2.3", view=modal(section()))) == "invalid_trigger_id"


def test_a_refused_view_leaves_the_trigger_alone(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    trigger_id = sandbox.permits.issue_trigger(maya.id)
    body = refusal(lambda: web.views_open(trigger_id=trigger_id, view=modal(section(), title=plain("x" * 25))))
    assert body["error"] == "invalid_arguments"
    assert "json-pointer:/view/title/text" in body["response_metadata"]["messages"][0]
    assert web.views_open(trigger_id=trigger_id, view=modal(section()))["ok"]


def test_a_view_that_weighs_too_much(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    blocks = [section("x" * 2900) for _ in range(90)]
    call = {"trigger_id": sandbox.permits.issue_trigger(maya.id), "view": modal(*blocks)}
    assert error_of(lambda: web.api_call("views.open", json=call)) == "view_too_large"


def test_home_cannot_be_opened_as_a_modal(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    trigger_id = sandbox.permits.issue_trigger(maya.id)
    assert error_of(lambda: web.views_open(trigger_id=trigger_id, view=home())) == "invalid_arguments"


def test_three_views_at_most(sandbox: Sandbox, web: WebClient, maya: Person, opened: str) -> None:
    push(sandbox, web, maya)
    push(sandbox, web, maya)
    assert error_of(lambda: push(sandbox, web, maya)) == "push_limit_reached"
    below, middle, top = maya.sees.views()
    assert (below.id, middle.previous_view_id, top.root_view_id) == (opened, opened, opened)


def test_push_needs_a_trigger_from_a_modal(sandbox: Sandbox, web: WebClient, maya: Person, opened: str) -> None:
    trigger_id = sandbox.permits.issue_trigger(maya.id)
    assert error_of(lambda: web.views_push(trigger_id=trigger_id, view=modal(section()))) == "invalid_trigger_id"


def test_update_with_the_right_hash_only(web: WebClient, maya: Person, opened: str) -> None:
    stale = maya.sees.view().hash
    fresh = web.views_update(view_id=opened, view=modal(field("name")), hash=stale)["view"]["hash"]
    assert fresh != stale
    conflict = error_of(lambda: web.views_update(view_id=opened, view=modal(field("name")), hash=stale))
    assert conflict == "hash_conflict"
    assert web.views_update(view_id=opened, view=modal(field("name")))["ok"]


def test_update_of_a_view_that_was_closed(web: WebClient, maya: Person, opened: str) -> None:
    maya.closes()
    assert error_of(lambda: web.views_update(view_id=opened, view=modal(section()))) == "not_found"
    assert error_of(lambda: web.views_update(external_id="none", view=modal(section()))) == "not_found"


def test_external_ids_are_unique(sandbox: Sandbox, web: WebClient, maya: Person, tom: Person) -> None:
    view = modal(section(), external_id="one")
    web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=view)
    assert web.views_update(external_id="one", view=view)["ok"]
    trigger_id = sandbox.permits.issue_trigger(tom.id)
    assert error_of(lambda: web.views_open(trigger_id=trigger_id, view=view)) == "duplicate_external_id"


def test_values_survive_where_block_and_action_stay(web: WebClient, maya: Person, opened: str) -> None:
    maya.fills(maya.sees.view(), {"name": "Ida", "why": "Because"})
    renamed = field("why", {"type": "plain_text_input", "action_id": "other"})
    state = web.views_update(view_id=opened, view=modal(field("name"), renamed))["view"]["state"]["values"]
    assert state["name"]["name"]["value"] == "Ida"
    assert state["why"]["other"]["value"] is None


def test_a_choice_that_is_no_longer_on_offer_is_gone(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    def form(*values: int) -> dict[str, object]:
        offered = [options(5)[value] for value in values]
        return modal(field("pick", {"type": "static_select", "options": offered}))

    web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=form(0, 1))
    view = maya.sees.view()
    maya.fills(view, {"pick": "v1"})
    kept = web.views_update(view_id=view.id, view=form(1, 2))["view"]["state"]["values"]
    assert kept["pick"]["pick"]["selected_option"]["value"] == "v1"
    gone = web.views_update(view_id=view.id, view=form(2, 3))["view"]["state"]["values"]
    assert gone["pick"]["pick"]["selected_option"] is None


def test_initial_values_are_the_state(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    first = options(2)[0]
    radios = {"type": "radio_buttons", "options": options(2), "initial_option": first}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": options(2)}
    view = modal(field("pick", radios), actions(boxes, button(), block_id="more"))
    state = web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=view)["view"]["state"]["values"]
    assert state["pick"]["pick"]["selected_option"]["value"] == "v0"
    assert state["more"] == {"boxes": {"type": "checkboxes", "selected_options": []}}


def test_publish(web: WebClient, maya: Person) -> None:
    first = web.views_publish(user_id=maya.id, view=home(section("One")))["view"]
    second = web.views_publish(user_id=maya.id, view=home(section("Two")), hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    stale = error_of(lambda: web.views_publish(user_id=maya.id, view=home(), hash=first["hash"]))
    assert stale == "hash_conflict"
    assert error_of(lambda: web.views_publish(user_id="U0NOBODY", view=home())) == "invalid_arguments"


def test_publish_needs_a_home_tab() -> None:
    manifest = manifest_with()
    manifest["features"] = {"app_home": {"home_tab_enabled": False}}
    with Sandbox(make_seed(manifest)) as sandbox:
        web, maya = client_of(sandbox), sandbox.person("maya")
        assert error_of(lambda: web.views_publish(user_id=maya.id, view=home())) == "not_enabled"
