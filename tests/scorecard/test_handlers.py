"""Scorecards in Slack, through the real Bolt app: who sees what, and an import from the upload to the publication."""

from dataclasses import replace
from typing import Any

import pytest

from qabot.scorecard import messages
from qabot.slack.port import RateLimited, View
from sandbox import rules as slack_rules
from tests.audit.sheets import buttons, reads
from tests.driver import Ack, Driver
from tests.fakes import FakeSlack
from tests.programme.conftest import CARD
from tests.scorecard.conftest import Cards, changed

URL = "https://files.slack.com/files-pri/T1-F1/card.yml"
MAIL = "canary.bird@example.com"


class Desk:
    """Somebody who looks at scorecards; the view is what they have before them."""

    def __init__(self, bolt: Driver, slack: FakeSlack, person: str = "ada") -> None:
        self.bolt, self.slack, self.person = bolt, slack, person
        self.view: View = {}

    def opens(self) -> Ack:
        ack = self.bolt.command(self.person, "/qa-audit", "scorecards")
        self.view = self.slack.opened[-1] if self.slack.opened else {}
        return ack

    def presses(self, text: str) -> None:
        button = buttons(self.view["blocks"])[text]
        self.bolt.click(self.person, button["action_id"], button.get("value", ""), view=self.view)
        self.view = self.slack.updated[-1][1]

    def uploads(self, content: bytes, *, name: str = "card.yml", url: str = URL) -> Ack:
        self.slack.files[URL] = content
        file = {"id": "F1", "name": name, "url_private": url, "size": len(content)}
        [block] = [one["block_id"] for one in self.view["blocks"] if one["type"] == "input"]
        return self.submits({block: {messages.FILE: {"files": [file]}}})

    def submits(self, values: dict[str, Any]) -> Ack:
        ack = self.bolt.submit(self.person, self.view, values)
        if ack.body.get("response_action") == "update":
            slack_rules.check_view(ack.view, "modal")
            self.view = ack.view
        return ack


@pytest.fixture
def desk(bolt: Driver, slack: FakeSlack) -> Desk:
    return Desk(bolt, slack)


def as_yaml(key: str = "support") -> bytes:
    return CARD.replace("key: card", f"key: {key}").encode()


def test_everybody_who_scores_or_sees_results_reads_a_scorecard_in_full(bolt: Driver, slack: FakeSlack) -> None:
    for person in ("maya", "lena", "arun", "quinn", "max", "ada"):
        desk = Desk(bolt, slack, person)
        desk.opens()
        assert "Version 1, published <" in reads(desk.view)
        assert "queues: Login, Recovery, Refunds" in reads(desk.view)
        assert ("Import a scorecard" in buttons(desk.view["blocks"])) == (person in ("quinn", "ada"))
        desk.presses("Open")
        assert "*Right answer* · 50 %" in reads(desk.view)
        assert "*Identity verified* · 10 % · compliance-critical" in reads(desk.view)
        assert "Scale: Poor / Weak / Fair / Good / Excellent" in reads(desk.view)
        assert "The answer solves what the user asked." in reads(desk.view)
        assert ("Retire" in buttons(desk.view["blocks"])) == (person in ("quinn", "ada"))
        desk.presses("All scorecards")
        assert "Version 1" in reads(desk.view)


def test_from_the_upload_to_the_publication(desk: Desk, cards: Cards) -> None:
    desk.opens()
    desk.presses("Import a scorecard")
    desk.uploads(as_yaml())
    shown = reads(desk.view)
    assert "What publishing it changes, compared with version 1" in shown
    assert "• It is right: added, weight 60" in shown
    assert "• Identity verified: removed, weight was 10" in shown
    assert desk.view["close"]["text"] == "Keep as draft"
    assert cards.states() == {1: "published", 2: "draft"}
    desk.presses("Publish")
    assert "Version 2 is published" in reads(desk.view)
    assert cards.states() == {1: "retired", 2: "published"}
    desk.presses("All scorecards")
    assert [one["text"]["text"] for one in desk.view["blocks"] if one["type"] == "header"] == ["Published", "Retired"]


def test_faults_are_shown_with_their_line_and_nothing_is_kept(desk: Desk, cards: Cards) -> None:
    desk.opens()
    desk.presses("Import a scorecard")
    wrong = as_yaml().replace(b"pass_mark: 80", b"pass_mark: high").replace(b"weight: 60", b"weight: 0")
    desk.uploads(wrong)
    assert "Nothing was imported: the file has 2 faults." in reads(desk.view)
    assert "• Line 3: pass_mark: this has to be a number." in reads(desk.view)
    assert "• Line 8: sections → answer → criteria → right → weight: 0 has to be more than 0." in reads(desk.view)
    assert cards.states() == {1: "published"}
    desk.uploads(as_yaml())
    assert cards.states() == {1: "published", 2: "draft"}


def test_personal_data_in_a_file_is_refused_and_not_repeated(desk: Desk, cards: Cards) -> None:
    desk.opens()
    desk.presses("Import a scorecard")
    desk.uploads(as_yaml().replace(b"Be kind.", f"Ask {MAIL}".encode()))
    assert "Line 9: This looks like it holds 1 e-mail address. Take it out." in reads(desk.view)
    desk.uploads(as_yaml().replace(b"key: support", f"key: {MAIL}".encode()))
    assert MAIL not in str(desk.view)
    assert cards.states() == {1: "published"}


@pytest.mark.parametrize(
    ("content", "name", "url", "said"),
    [
        (as_yaml(), "card.csv", URL, "YAML file"),
        (as_yaml() + b"#" * 1_000_000, "card.yml", URL, "more than 1 MB"),
        (as_yaml(), "card.yml", "https://evil.example/card.yml", "did not hand this file over"),
    ],
)
def test_what_is_no_such_file_is_said_at_the_field(
    desk: Desk, cards: Cards, content: bytes, name: str, url: str, said: str
) -> None:
    desk.opens()
    desk.presses("Import a scorecard")
    assert said in desk.uploads(content, name=name, url=url).errors[messages.FILE_BLOCK]
    assert "choose a file" in desk.submits({}).errors[messages.FILE_BLOCK]
    assert cards.states() == {1: "published"}


def test_slack_that_does_not_answer_loses_nothing(desk: Desk, slack: FakeSlack) -> None:
    desk.opens()
    desk.presses("Import a scorecard")
    slack.faults = [RateLimited(30)]
    assert "Please try again" in desk.uploads(as_yaml()).errors[messages.FILE_BLOCK]
    assert "added, weight 60" in reads(desk.uploads(as_yaml()).view)


def test_the_same_file_again_is_said_at_the_field(desk: Desk) -> None:
    desk.opens()
    desk.presses("Import a scorecard")
    desk.uploads(as_yaml("fresh"))
    assert "first version" in reads(desk.view)
    desk.presses("Publish")
    desk.presses("All scorecards")
    desk.presses("Import a scorecard")
    assert "says the same as version 1" in desk.uploads(as_yaml("fresh")).errors[messages.FILE_BLOCK]


def test_a_file_is_fetched_only_for_somebody_who_may(desk: Desk, bolt: Driver, slack: FakeSlack) -> None:
    desk.opens()
    desk.presses("Import a scorecard")
    desk.person = "arun"
    assert "Only QA leads and admins" in reads(desk.uploads(as_yaml()).view)
    assert "download" not in slack.calls
    desk.person = "quinn"
    assert "no longer valid" in reads(desk.uploads(as_yaml()).view)


def test_a_draft_is_not_there_for_who_may_not_change_it(desk: Desk, cards: Cards, slack: FakeSlack) -> None:
    draft = cards.imports(changed())
    desk.person = "maya"
    desk.opens()
    assert "Drafts" not in reads(desk.view)
    desk.bolt.click("maya", messages.OPEN, str(draft.version_id), view=desk.view)
    assert "can't find this scorecard" in reads(slack.pushed[-1])


@pytest.mark.parametrize("value", ["", "x", "999", "9" * 40])
def test_a_forged_button_is_refused(desk: Desk, slack: FakeSlack, value: str) -> None:
    desk.opens()
    for action in (messages.OPEN, messages.PUBLISH, messages.RETIRE, messages.DELETE):
        desk.bolt.click("ada", action, value, view=desk.view)
        assert "can't find this scorecard" in reads(slack.pushed[-1])


def test_retiring_and_deleting(desk: Desk, cards: Cards) -> None:
    cards.imports(changed())
    desk.opens()
    desk.bolt.click("ada", messages.OPEN, "2", view=desk.view)
    desk.view = desk.slack.updated[-1][1]
    assert "Pass mark 80 → 85" in reads(desk.view)
    desk.presses("Delete draft")
    assert "The draft is deleted" in reads(desk.view)
    desk.presses("Open")
    assert "Login, Recovery, Refunds" in str(buttons(desk.view["blocks"])["Retire"]["confirm"])
    desk.presses("Retire")
    assert "Version 1 is retired" in reads(desk.view)
    assert set(buttons(desk.view["blocks"])) == {"All scorecards"}
    assert cards.states() == {1: "retired"}


def test_the_largest_scorecard_fits_into_a_view(cards: Cards, desk: Desk) -> None:
    one = changed().sections[1].criteria[0]
    many = tuple(replace(one, key=f"c{n}", name="N" * 120, help="h" * 1000) for n in range(60))
    sections = tuple(
        replace(
            changed().sections[0],
            key=f"s{n}",
            criteria=tuple(replace(criterion, key=f"{criterion.key}-{n}") for criterion in many),
        )
        for n in range(12)
    )
    cards.imports(changed(sections=sections))
    desk.opens()
    desk.bolt.click("ada", messages.OPEN, "2", view=desk.view)
    desk.view = desk.slack.updated[-1][1]
    assert "which has no room here" in reads(desk.view)
    desk.presses("Publish")
    assert "Version 2 is published" in reads(desk.view)
