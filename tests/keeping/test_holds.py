"""A hold takes two people, and so does its release; while it is active nothing goes."""

import pytest
from sqlalchemy import select

from qabot.access import Role
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState
from qabot.journal import JournalRow
from qabot.keeping import holds, queries
from qabot.keeping.rules import STEPS, HoldState, Step
from qabot.people.models import RoleGrant
from tests.audit.conftest import finding
from tests.keeping.conftest import Keeping, Life
from tests.times import T0


def state(kept: Keeping, hold_id: int) -> HoldState:
    with kept.db.reading() as session:
        return queries.hold(session, hold_id).state


def test_two_people_make_a_hold(kept: Keeping) -> None:
    asked = kept.ask_hold("sol", person="maya")
    assert asked.state is HoldState.ASKED
    kept.decide("sara", asked.hold_id)
    assert state(kept, asked.hold_id) is HoldState.ACTIVE


def test_an_admin_may_confirm(kept: Keeping) -> None:
    asked = kept.ask_hold("sol", person="maya")
    kept.decide("ada", asked.hold_id)
    assert state(kept, asked.hold_id) is HoldState.ACTIVE


def test_nobody_confirms_their_own(kept: Keeping) -> None:
    asked = kept.ask_hold("sol", person="maya")
    with pytest.raises(NotAllowed, match="neither asked for it"):
        kept.decide("sol", asked.hold_id)
    assert state(kept, asked.hold_id) is HoldState.ASKED


def test_nobody_confirms_a_hold_on_themselves(kept: Keeping) -> None:
    asked = kept.ask_hold("sol", person="ada")
    with pytest.raises(NotAllowed, match="neither asked for it"):
        kept.decide("ada", asked.hold_id)


def test_others_do_not_confirm_nor_ask(kept: Keeping) -> None:
    asked = kept.ask_hold("sol", person="maya")
    for person in ("quinn", "arun", "max"):
        with pytest.raises(NotAllowed):
            kept.decide(person, asked.hold_id)
    with pytest.raises(NotAllowed):
        kept.ask_hold("ada", person="tom")


def test_without_a_second_person_it_cannot_be_asked_for(kept: Keeping) -> None:
    with kept.db.transaction() as session:
        for role in (Role.ADMIN, Role.SECURITY_OFFICER):
            rows = select(RoleGrant).where(RoleGrant.role == role.value, RoleGrant.person_id != kept.number("sol"))
            for grant in session.execute(rows).scalars():
                session.delete(grant)
    with pytest.raises(WrongState, match="Nobody could confirm"):
        kept.ask_hold("sol", person="maya")


def test_nobody_holds_their_own_data(kept: Keeping) -> None:
    with pytest.raises(InvalidInput, match="about yourself"):
        kept.ask_hold("sol", person="sol")


def test_a_second_one_on_the_same_thing_is_refused(kept: Keeping) -> None:
    kept.hold(person="maya")
    with pytest.raises(InvalidInput, match="already"):
        kept.ask_hold("sara", person="maya")


def test_after_it_was_declined_it_can_be_asked_for_again(kept: Keeping) -> None:
    asked = kept.ask_hold("sol", person="maya")
    kept.decide("sara", asked.hold_id, confirmed=False)
    assert state(kept, asked.hold_id) is HoldState.DECLINED
    assert kept.ask_hold("sol", person="maya").hold_id != asked.hold_id


def test_a_release_takes_two_people_as_well(kept: Keeping) -> None:
    hold_id = kept.hold(person="maya")
    with kept.db.transaction() as session:
        holds.ask_release(session, actor=kept.actor("sara"), hold_id=hold_id, reason="Settled.", now=T0)
    with pytest.raises(NotAllowed):
        kept.decide("sara", hold_id, Step.RELEASE)
    assert state(kept, hold_id) is HoldState.RELEASE_ASKED
    kept.decide("sol", hold_id, Step.RELEASE)
    assert state(kept, hold_id) is HoldState.RELEASED


def test_a_release_that_is_declined_leaves_the_hold(kept: Keeping) -> None:
    hold_id = kept.hold(person="maya")
    with kept.db.transaction() as session:
        holds.ask_release(session, actor=kept.actor("sara"), hold_id=hold_id, reason="Settled.", now=T0)
    kept.decide("sol", hold_id, Step.RELEASE, confirmed=False)
    assert state(kept, hold_id) is HoldState.ACTIVE


def test_a_click_for_the_other_step_decides_nothing(kept: Keeping) -> None:
    """The card from the first step may still be in front of somebody when the release is asked for."""
    hold_id = kept.hold(person="maya")
    with pytest.raises(WrongState, match="decided already"):
        kept.decide("sara", hold_id)
    with pytest.raises(WrongState, match="decided already"):
        kept.decide("sara", hold_id, Step.RELEASE)


def test_a_reason_is_needed(kept: Keeping) -> None:
    with pytest.raises(InvalidInput, match="reason"), kept.db.transaction() as session:
        holds.ask(session, actor=kept.actor("sol"), person_id=1, reason="  ", now=T0)


def test_one_thing_at_a_time(kept: Keeping) -> None:
    audit_id = kept.audits.complete("arun", "T-1001")
    for person_id, audit in ((None, None), (1, audit_id)):
        with pytest.raises(InvalidInput, match="not both"), kept.db.transaction() as session:
            holds.ask(session, actor=kept.actor("sol"), person_id=person_id, audit_id=audit, reason="x", now=T0)


def test_scope_is_respected(kept: Keeping) -> None:
    """A security officer of another site finds neither the person nor the hold."""
    hold_id = kept.hold(person="maya")
    with kept.db.transaction() as session:
        grant = session.execute(select(RoleGrant).where(RoleGrant.person_id == kept.number("sara"))).scalar_one()
        grant.site_id = 2
    with pytest.raises(NotFound):
        kept.ask_hold("sara", person="lena")
    with pytest.raises(NotFound), kept.db.transaction() as session:
        holds.ask_release(session, actor=kept.actor("sara"), hold_id=hold_id, reason="x", now=T0)
    assert kept.ask_hold("sara", person="tom")


def test_it_beats_an_erasure(life: Life) -> None:
    hold_id = life.keeping.hold(person="maya")
    with pytest.raises(WrongState, match="legal hold"):
        life.keeping.erase("maya")
    life.keeping.release(hold_id)
    life.keeping.erase("maya")


def test_it_does_not_hold_before_it_is_confirmed(life: Life) -> None:
    life.keeping.ask_hold("sol", person="maya")
    life.keeping.erase("maya")


def test_a_hold_on_one_audit_stops_the_erasure_of_everybody_in_it(life: Life) -> None:
    life.keeping.hold(audit=1)
    for person in ("maya", "arun", "quinn"):
        with pytest.raises(WrongState, match="legal hold"):
            life.keeping.erase(person, at=life.clock())
    life.keeping.erase("tom", at=life.clock())


def test_a_hold_on_an_auditor_keeps_what_they_wrote_about_others(kept: Keeping) -> None:
    kept.audits.complete("arun", "T-1001", finding("answer", 0))
    kept.hold(person="arun")
    with pytest.raises(WrongState, match="legal hold"):
        kept.erase("maya")


def test_each_step_is_in_the_journal(kept: Keeping) -> None:
    hold_id = kept.hold(person="maya")
    kept.release(hold_id)
    with kept.db.reading() as session:
        found = select(JournalRow.action).where(JournalRow.thing == "legal_hold").order_by(JournalRow.id)
        actions = list(session.execute(found).scalars())
    assert actions == ["hold.asked", "hold.confirmed", "hold.release_asked", "hold.release_confirmed"]


def test_no_state_leads_nowhere_but_the_last_ones() -> None:
    assert {state for state, nexts in STEPS.items() if not nexts} == {HoldState.DECLINED, HoldState.RELEASED}
