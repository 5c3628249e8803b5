"""What an app may answer to a submission, and what closing a view tells it."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person, words
from tests.sandbox.conftest import Connect, bolt_app, field, modal, section

Json = dict[str, Any]
Answer = Callable[..., None]


@pytest.fixture
def answers(sandbox: Sandbox, connect: Connect, maya: Person, web: WebClient) -> Answer:
    """Opens a form in front of Maya, in an app that answers its submission as told."""
    app = bolt_app(sandbox)
    told: Json = {}

    @app.view("form")
    def answer(ack: Ack) -> None:
        ack(**told)

    @app.view_closed("form")
    def closed(ack: Ack) -> None:
        ack()

    connect(app)

    def prepare(**answer: Any) -> None:
        told.update(answer)
        trigger_id = sandbox.permits.issue_trigger(maya.id)
        web.views_open(trigger_id=trigger_id, view=modal(field("name", optional=True), notify_on_close=True))

    return prepare


def test_nothing_closes_this_view_only(sandbox: Sandbox, answers: Answer, maya: Person, web: WebClient) -> None:
    answers()
    below = maya.sees.view()
    web.views_push(trigger_id=sandbox.permits.issue_trigger(maya.id, below.id), view=modal(section()))
    assert maya.submits().ok
    assert maya.sees.view().id == below.id


def test_clear_closes_all(sandbox: Sandbox, answers: Answer, maya: Person, web: WebClient) -> None:
    answers(response_action="clear")
    trigger_id = sandbox.permits.issue_trigger(maya.id, maya.sees.view().id)
    web.views_push(trigger_id=trigger_id, view=modal(section()))
    assert maya.submits().ok
    assert maya.sees.views() == []


def test_update_replaces_the_content(answers: Answer, maya: Person) -> None:
    answers(response_action="update", view=modal(section("Second page")))
    before = maya.sees.view()
    assert maya.submits().ok
    after = maya.sees.view()
    assert "Second page" in words(after)
    assert after.id == before.id


def test_push_lays_one_on_top(answers: Answer, maya: Person) -> None:
    answers(response_action="push", view=modal(section("On top")))
    assert maya.submits().ok
    assert len(maya.sees.views()) == 2
    assert "On top" in words(maya.sees.view())


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"unknown": "No"}},
        {"response_action": "errors", "errors": {"name": ""}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
        {"response_action": "dance"},
        {"text": "Thank you"},
    ],
)
def test_an_answer_that_slack_cannot_show(sandbox: Sandbox, answers: Answer, maya: Person, answer: Json) -> None:
    answers(**answer)
    outcome = maya.submits()
    assert not outcome.ok
    assert "cannot show" in outcome.problem
    assert len(maya.sees.views()) == 1
    assert sandbox.ledger.refused()


def test_closing_is_told_where_the_view_asks_for_it(
    sandbox: Sandbox, answers: Answer, maya: Person, web: WebClient
) -> None:
    answers()
    trigger_id = sandbox.permits.issue_trigger(maya.id, maya.sees.view().id)
    web.views_push(trigger_id=trigger_id, view=modal(section()))
    maya.closes()
    assert sandbox.ledger.deliveries("view_closed") == []
    maya.closes()
    [told] = sandbox.ledger.deliveries("view_closed")
    assert told.request["is_cleared"] is False
    assert told.request["view"]["callback_id"] == "form"


def test_clearing_closes_everything(sandbox: Sandbox, answers: Answer, maya: Person) -> None:
    answers(response_action="push", view=modal(section(), notify_on_close=True))
    maya.submits()
    maya.closes(everything=True)
    assert maya.sees.views() == []
    assert [entry.request["is_cleared"] for entry in sandbox.ledger.deliveries("view_closed")] == [True, True]


def test_a_closed_view_cannot_be_submitted(answers: Answer, maya: Person) -> None:
    answers()
    view = maya.sees.view()
    maya.closes()
    assert "no longer open" in maya.submits(view).problem
