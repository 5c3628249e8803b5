"""What auditors and associates can do with an audit, what they cannot, and what is written when they do."""

import pytest
from sqlalchemy import update

from qabot.audit import homes, service
from qabot.audit.models import ScorecardVersion, Ticket
from qabot.audit.rules import Basis, Cause, Rated, State
from qabot.audit.service import Entry
from qabot.errors import InvalidInput, NotAllowed, NotFound, QabotError, WrongState
from qabot.outbox import OutboxRow
from tests.audit.conftest import GOOD_RESOLUTION, GOOD_SAFETY, RESOLUTION, REVIEW, SAFETY, Audits, finding
from tests.factories import slack_id
from tests.times import T0, T


class TestTheNextTicket:
    def test_comes_from_the_draw(self, audits: Audits) -> None:
        sheet = audits.sheet(audits.next("bea"))
        assert (sheet.reference, sheet.basis, sheet.state) == ("T-1001", Basis.STRATIFIED, State.DRAFT)

    def test_is_first_of_all_the_own_draft_that_was_touched_last(self, audits: Audits) -> None:
        older, newer = audits.pick("arun", "T-1002", T(0)), audits.pick("arun", "T-2001", T(1))
        assert audits.next("arun", T(2)) == newer
        audits.save("arun", older, SAFETY, *GOOD_SAFETY, at=T(3))
        assert audits.next("arun", T(4)) == older

    def test_is_of_the_associate_who_was_audited_least(self, audits: Audits) -> None:
        audits.complete("quinn", "T-1001")
        assert audits.sheet(audits.next("arun")).associate.name == "Tom Example"

    def test_is_never_one_that_somebody_audits_already(self, audits: Audits) -> None:
        taken = {audits.sheet(audits.next(auditor)).reference for auditor in ("bea", "quinn", "arun")}
        assert len(taken) == 3

    def test_stays_within_the_scope_of_the_auditor(self, audits: Audits) -> None:
        seen = set()
        for _ in range(3):
            audit_id = audits.next("bea")
            seen.add(audits.sheet(audit_id).queue)
            audits.fill("bea", audit_id)
            audits.submit("bea", audit_id)
        assert seen == {"Login", "Recovery"}
        with pytest.raises(NotFound, match="every ticket in the queues that you audit is audited"):
            audits.next("bea")

    def test_is_never_from_the_own_team(self, audits: Audits) -> None:
        audit_id = audits.next("nora")
        assert audits.sheet(audit_id).associate.name == "Tom Example"
        audits.fill("nora", audit_id)
        audits.submit("nora", audit_id)
        with pytest.raises(NotFound, match="your own team"):
            audits.next("nora")

    def test_needs_a_published_scorecard(self, audits: Audits) -> None:
        with audits.db.transaction() as session:
            session.execute(update(ScorecardVersion).values(state="retired"))
        with pytest.raises(NotFound, match="no published scorecard"):
            audits.next("arun")
        with pytest.raises(WrongState, match="no published scorecard"):
            audits.pick("arun", "T-1001")

    def test_is_none_where_no_ticket_is_loaded(self, audits: Audits) -> None:
        with audits.db.transaction() as session:
            session.query(Ticket).delete()
        with pytest.raises(NotFound, match="no tickets"):
            audits.next("arun")

    @pytest.mark.parametrize("person", ["maya", "lena", "max", "ada"])
    def test_is_for_auditors_only(self, audits: Audits, person: str) -> None:
        with pytest.raises(NotAllowed, match="Only auditors and QA leads"):
            audits.next(person)


class TestPickingATicket:
    def test_makes_an_ad_hoc_audit(self, audits: Audits) -> None:
        audit_id = audits.pick("arun", "T-1003")
        assert audits.sheet(audit_id).basis is Basis.AD_HOC
        assert audits.journal(audit_id) == ["audit.started"]

    def test_opens_the_draft_that_there_is(self, audits: Audits) -> None:
        assert audits.pick("arun", "T-1003") == audits.pick("arun", "T-1003")

    def test_tells_that_it_is_done_already(self, audits: Audits) -> None:
        audits.complete("arun", "T-1003")
        with pytest.raises(WrongState, match="T-1003 already"):
            audits.pick("arun", "T-1003")

    def test_another_auditor_may_score_it_too(self, audits: Audits) -> None:
        assert audits.pick("arun", "T-1003") != audits.pick("quinn", "T-1003")

    def test_is_refused_for_the_own_team(self, audits: Audits) -> None:
        with pytest.raises(NotAllowed, match="own team"):
            audits.pick("nora", "T-1001")

    def test_is_refused_for_the_own_work(self, audits: Audits) -> None:
        with audits.db.transaction() as session:
            session.execute(update(Ticket).values(associate_id=audits.world.people["nora"]))
        with pytest.raises(NotAllowed, match="their own work"):
            audits.pick("nora", "T-1001")

    def test_is_refused_outside_the_scope(self, audits: Audits) -> None:
        with pytest.raises(NotAllowed, match="Refunds, which is outside your scope"):
            audits.pick("bea", "T-2001")

    def test_a_ticket_that_is_gone_is_said_so(self, audits: Audits) -> None:
        audits.world.tickets["T-9"] = 999
        with pytest.raises(NotFound, match="choose another one"):
            audits.pick("arun", "T-9")


class TestTheDraft:
    def test_keeps_what_a_page_held(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        audits.save("arun", audit_id, SAFETY, *GOOD_SAFETY)
        audits.save("arun", audit_id, RESOLUTION, finding("answer", 2), Entry("tone", None, not_applicable=True))
        assert audits.sheet(audit_id).ratings == {
            "identity": Rated("identity", 1),
            "privacy": Rated("privacy", 1),
            "answer": Rated("answer", 2, cause=Cause.ASSOCIATE_EXECUTION, comment="Left out a step."),
            "tone": Rated("tone", None, not_applicable=True),
        }

    def test_takes_only_the_fields_that_were_shown(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        audits.save("arun", audit_id, RESOLUTION, finding("answer", 2))
        audits.save("arun", audit_id, RESOLUTION, Entry("answer", 3, reason_shown=False))
        kept = audits.sheet(audit_id).ratings["answer"]
        assert (kept.level, kept.cause, kept.comment) == (3, Cause.ASSOCIATE_EXECUTION, "Left out a step.")

    def test_takes_nothing_that_belongs_to_another_page(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        for page in (SAFETY, REVIEW):
            with pytest.raises(InvalidInput, match="Nothing was saved"):
                audits.save("arun", audit_id, page, *GOOD_RESOLUTION)
        assert audits.sheet(audit_id).ratings == {}

    @pytest.mark.parametrize(
        "entry", [Entry("answer", 5), Entry("answer", -1), Entry("answer", None, not_applicable=True)]
    )
    def test_takes_only_what_is_on_the_scale(self, audits: Audits, entry: Entry) -> None:
        audit_id = audits.next("arun")
        with pytest.raises(InvalidInput, match="not on the scorecard"):
            audits.save("arun", audit_id, RESOLUTION, entry)

    def test_writes_no_row_for_what_is_not_rated_yet(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        audits.save("arun", audit_id, SAFETY, Entry("identity", None, reason_shown=False), Entry("privacy", 1))
        assert list(audits.sheet(audit_id).ratings) == ["privacy"]

    def test_masks_personal_data_and_says_so(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        saved = audits.save("arun", audit_id, RESOLUTION, finding("answer", 1, comment="Wrote to jo@example.org"))
        assert "jo@example.org" not in audits.sheet(audit_id).ratings["answer"].comment
        assert sum(saved.masked.values()) == 1

    def test_is_not_there_for_anybody_else(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        for other in ("quinn", "maya"):
            with pytest.raises(NotFound):
                audits.save(other, audit_id, SAFETY, *GOOD_SAFETY)
            with pytest.raises(NotFound):
                audits.submit(other, audit_id)
            with pytest.raises(NotFound):
                audits.discard(other, audit_id)

    def test_discarded_gives_its_ticket_back(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        assert audits.discard("arun", audit_id).state is State.VOID
        assert audits.journal(audit_id) == ["audit.started", "audit.discarded"]
        assert audits.sheet(audits.next("quinn")).reference == audits.sheet(audit_id).reference


class TestSubmitting:
    def test_publishes_the_score(self, audits: Audits) -> None:
        audit_id = audits.complete("arun", "T-1001", finding("answer", 2), at=T(5))
        sheet = audits.sheet(audit_id)
        assert (sheet.state, sheet.score, sheet.auto_failed, sheet.published_at) == (State.PUBLISHED, 75, False, T(5))

    def test_keeps_zero_and_why(self, audits: Audits) -> None:
        sheet = audits.sheet(audits.complete("arun", "T-1001", finding("identity", 0)))
        assert (sheet.score, sheet.auto_failed) == (0, True)

    def test_writes_the_journal_and_what_is_to_be_said(self, audits: Audits) -> None:
        audit_id = audits.complete("arun", "T-1001")
        assert audits.journal(audit_id) == ["audit.started", "audit.submitted", "audit.published"]
        said = {tuple(row) for row in audits.said(OutboxRow.kind, OutboxRow.target, OutboxRow.subject)}
        assert said == {
            ("post", slack_id("maya"), audit_id),
            ("home", slack_id("maya"), None),
            ("home", slack_id("arun"), None),
        }

    def test_refuses_what_is_not_finished_and_writes_nothing(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        audits.save("arun", audit_id, SAFETY, Entry("identity", 0), Entry("privacy", 1))
        with pytest.raises(InvalidInput, match="Identity verified, Right answer, Tone") as refused:
            audits.submit("arun", audit_id)
        assert set(refused.value.fields) == {"identity", "answer", "tone"}
        assert audits.sheet(audit_id).state is State.DRAFT
        assert audits.journal(audit_id) == ["audit.started"]

    def test_drops_reasons_of_what_is_at_full_marks_now(self, audits: Audits) -> None:
        audit_id = audits.next("arun")
        audits.save("arun", audit_id, RESOLUTION, finding("answer", 1))
        audits.fill("arun", audit_id, Entry("answer", 4, reason_shown=False))
        assert audits.sheet(audit_id).ratings["answer"].comment
        audits.submit("arun", audit_id)
        assert audits.sheet(audit_id).ratings["answer"] == Rated("answer", 4)

    def test_happens_once(self, audits: Audits) -> None:
        audit_id = audits.complete("arun", "T-1001")
        for late in (
            lambda: audits.submit("arun", audit_id),
            lambda: audits.save("arun", audit_id, SAFETY, *GOOD_SAFETY),
            lambda: audits.discard("arun", audit_id),
        ):
            with pytest.raises(WrongState, match="submitted already"):
                late()
        assert audits.journal(audit_id).count("audit.published") == 1


class TestAcknowledging:
    def test_is_noted_with_its_time_and_told_to_both(self, audits: Audits) -> None:
        audit_id = audits.complete("arun", "T-1001")
        assert audits.acknowledge("maya", audit_id, T(60))
        sheet = audits.sheet(audit_id)
        assert (sheet.state, sheet.acknowledged_at) == (State.ACKNOWLEDGED, T(60))
        assert audits.journal(audit_id)[-1] == "audit.acknowledged"

    def test_twice_is_harmless(self, audits: Audits) -> None:
        audit_id = audits.complete("arun", "T-1001")
        assert [audits.acknowledge("maya", audit_id, T(minute)) for minute in (1, 2)] == [True, False]
        assert audits.sheet(audit_id).acknowledged_at == T(1)
        assert audits.journal(audit_id).count("audit.acknowledged") == 1

    @pytest.mark.parametrize("person", ["tom", "lena", "arun", "quinn", "ada"])
    def test_is_for_the_associate_alone(self, audits: Audits, person: str) -> None:
        audit_id = audits.complete("arun", "T-1001")
        with pytest.raises(NotFound, match="can't find this audit"):
            audits.acknowledge(person, audit_id)

    def test_a_draft_is_not_there_yet(self, audits: Audits) -> None:
        audit_id = audits.pick("arun", "T-1001")
        with pytest.raises(NotFound):
            audits.acknowledge("maya", audit_id)


class TestWhatHomeAsks:
    def test_the_associate_sees_results_and_open_steps(self, audits: Audits) -> None:
        first = audits.complete("arun", "T-1001", at=T(0))
        audits.complete("arun", "T-1002", finding("answer", 0), at=T(1))
        audits.pick("arun", "T-1003")
        audits.acknowledge("maya", first, T(2))
        with audits.db.reading() as session:
            home = homes.associate_home(session, actor=audits.actor("maya"), now=T(3))
        assert [(line.reference, line.score, line.passed) for line in home.results] == [
            ("T-1002", 50, False),
            ("T-1001", 100, True),
        ]
        assert [line.reference for line in home.to_acknowledge] == ["T-1002"]
        assert home.mean is None

    def test_only_drawn_tickets_are_in_the_mean(self, audits: Audits) -> None:
        audit_id = audits.next("bea")
        audits.fill("bea", audit_id, finding("answer", 2))
        audits.submit("bea", audit_id)
        audits.complete("arun", "T-1002")
        with audits.db.reading() as session:
            home = homes.associate_home(session, actor=audits.actor("maya"), now=T(3))
        assert home.mean == (75, 1)

    def test_the_auditor_sees_drafts_what_waits_and_what_became_of_the_rest(self, audits: Audits) -> None:
        audits.complete("bea", "T-1001", at=T(-60 * 24 * 7))
        audits.complete("bea", "T-1002", at=T0)
        draft = audits.pick("bea", "T-1003", T(1))
        with audits.db.reading() as session:
            home = homes.auditor_home(session, actor=audits.actor("bea"), now=T(2))
        assert [line.audit_id for line in home.drafts] == [draft]
        assert (home.waiting, home.audited_this_week) == (0, 1)
        assert [(line.reference, line.other) for line in home.submitted] == [
            ("T-1002", "Maya Example"),
            ("T-1001", "Maya Example"),
        ]


def test_every_refusal_is_a_sentence() -> None:
    sentences = [value for name, value in vars(service).items() if name.isupper() and isinstance(value, str)]
    assert sentences
    assert all(QabotError(sentence).sentence.endswith(".") for sentence in sentences)
