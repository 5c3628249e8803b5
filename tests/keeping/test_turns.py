"""Somebody confirms a hold at the very moment of an erasure: whoever comes second sees what the first one did."""

import threading

from qabot.errors import WrongState
from qabot.keeping import holds
from qabot.keeping.rules import Step
from tests.keeping.conftest import Keeping
from tests.times import T0


def test_an_erasure_waits_for_a_hold_that_is_being_confirmed(kept: Keeping) -> None:
    hold_id = kept.ask_hold("sol", person="arun").hold_id
    kept.audits.complete("arun", "T-1001")
    sara, ended = kept.actor("sara"), []

    def erase() -> None:
        try:
            kept.erase("maya")
        except WrongState as refusal:
            ended.append(refusal.sentence)

    other = threading.Thread(target=erase)
    with kept.db.transaction() as session:
        holds.decide(session, actor=sara, hold_id=hold_id, step=Step.HOLD, confirmed=True, now=T0)
        other.start()
        other.join(0.3)
        assert other.is_alive(), "it waits"
    other.join(10)
    assert len(ended) == 1
    assert "legal hold" in ended[0]
