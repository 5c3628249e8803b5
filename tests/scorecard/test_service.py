"""From draft to published to retired, on both databases; what is published nobody changes any more."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from qabot.access import Grant, Role
from qabot.audit.models import ScorecardVersion
from qabot.errors import NotAllowed, NotFound, WrongState
from qabot.people.models import RoleGrant
from qabot.scorecard import service
from tests.audit.conftest import Audits
from tests.factories import SCORECARD
from tests.scorecard.conftest import Cards, changed
from tests.times import T0


def test_an_import_is_a_draft_and_queues_go_on_with_what_is_published(cards: Cards, audits: Audits) -> None:
    draft = cards.imports(changed())
    assert (draft.card.version, draft.queues) == (2, ("Login", "Recovery", "Refunds"))
    assert cards.states() == {1: "published", 2: "draft"}
    assert audits.sheet(audits.pick("arun", "T-1001")).scorecard.version == 1


def test_a_second_import_takes_the_place_of_the_draft(cards: Cards) -> None:
    first = cards.imports(changed())
    second = cards.imports(changed(90))
    assert (second.version_id, second.card.version, second.card.pass_mark) == (first.version_id, 2, 90)


def test_publishing_retires_the_version_before_and_drafts_of_audits_keep_theirs(cards: Cards, audits: Audits) -> None:
    begun = audits.pick("arun", "T-1001")
    cards.publishes(cards.imports(changed()).version_id)
    assert cards.states() == {1: "retired", 2: "published"}
    assert cards.journal() == [("scorecard.imported", 2), ("scorecard.retired", 1), ("scorecard.published", 2)]
    assert audits.pick("arun", "T-1001") == begun
    assert audits.sheet(begun).scorecard == SCORECARD
    assert audits.sheet(audits.pick("arun", "T-1002")).scorecard == replace(changed(), version=2)
    audits.fill("arun", begun)
    assert audits.submit("arun", begun).score == 100


def test_what_says_the_same_as_the_published_one_is_not_imported(cards: Cards) -> None:
    with pytest.raises(WrongState, match="says the same as version 1"):
        cards.imports(SCORECARD)
    assert cards.journal() == []


def test_a_retired_scorecard_begins_no_audit(cards: Cards, audits: Audits) -> None:
    begun = audits.pick("arun", "T-1001")
    cards.retires(cards.world.scorecard_version_id)
    assert audits.sheet(begun).scorecard == SCORECARD
    with pytest.raises(WrongState, match="no published scorecard"):
        audits.pick("arun", "T-1002")


def test_a_draft_can_be_deleted_and_its_number_is_free_again(cards: Cards) -> None:
    cards.deletes(cards.imports(changed()).version_id)
    assert cards.states() == {1: "published"}
    assert cards.imports(changed()).card.version == 2


def test_steps_that_lead_nowhere_are_refused_in_words(cards: Cards) -> None:
    first, draft = cards.world.scorecard_version_id, cards.imports(changed()).version_id
    with pytest.raises(WrongState, match="is published already"):
        cards.publishes(first)
    with pytest.raises(WrongState, match="is a draft, so it can't be retired"):
        cards.retires(draft)
    with pytest.raises(WrongState, match="can't be deleted"):
        cards.deletes(first)
    cards.publishes(draft)
    with pytest.raises(WrongState, match="is retired already"):
        cards.publishes(first)
    with pytest.raises(NotFound):
        cards.publishes(999)


def test_a_draft_that_was_overtaken_gets_the_next_number(cards: Cards) -> None:
    draft = cards.imports(changed())
    with cards.db.transaction() as session:
        assert service.bring_in_line(session, card=changed(70), now=T0) == 2
    assert cards.states() == {1: "retired", 2: "published", 3: "draft"}
    assert cards.publishes(draft.version_id).card.version == 3
    assert cards.states() == {1: "retired", 2: "retired", 3: "published"}


def test_a_lead_of_one_line_does_not_change_what_others_score_with(cards: Cards) -> None:
    with cards.db.transaction() as session:
        lead = update(RoleGrant).where(RoleGrant.person_id == cards.world.people["quinn"])
        session.execute(lead.values(lob_id=1))
    assert cards.actor("quinn").grants == {Grant(Role.QA_LEAD, 1)}
    with pytest.raises(NotAllowed, match=r"outside your scope use \(Refunds\)"):
        cards.imports(changed(), "quinn")
    assert cards.imports(changed(key="new"), "quinn").queues == ()


@pytest.mark.parametrize("person", ["arun", "maya", "max"])
def test_only_leads_and_admins_change_scorecards(cards: Cards, person: str) -> None:
    for step in (cards.publishes, cards.retires, cards.deletes):
        with pytest.raises(NotAllowed):
            step(cards.world.scorecard_version_id, person)
    with pytest.raises(NotAllowed):
        cards.imports(changed(), person)


@pytest.mark.parametrize(
    "values",
    [{"version": 9}, {"name": "Other"}, {"definition": {}}, {"published_at": None}, {"key": "x"}, {"state": "draft"}],
)
def test_the_database_itself_freezes_what_is_published(cards: Cards, values: dict[str, object]) -> None:
    with pytest.raises(DBAPIError, match="frozen"), cards.db.transaction() as session:
        session.execute(update(ScorecardVersion).values(**values))
    with pytest.raises(DBAPIError, match="frozen"), cards.db.transaction() as session:
        session.execute(delete(ScorecardVersion))


def test_what_is_retired_stays_retired(cards: Cards) -> None:
    cards.retires(cards.world.scorecard_version_id)
    with pytest.raises(DBAPIError, match="frozen"), cards.db.transaction() as session:
        session.execute(text("UPDATE scorecard_version SET state = 'published'"))
