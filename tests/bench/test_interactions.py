"""The bench really does what it times: the requests end well and have their effects. Nothing is timed here."""

from sqlalchemy import func, select

from bench import interactions
from bench.baselines import Floor, Statements, bare, bolt
from bench.signed import replay
from qabot import clock
from qabot.app import assemble
from qabot.audit.models import Audit
from qabot.db import Database
from tests import factories


def test_a_story_is_played_and_can_be_replayed(db: Database) -> None:
    factories.make_world(db)
    slack = interactions.Quiet()
    ours = interactions.Desk(bolt(), slack)
    ours.statements = Statements()
    assemble(db, slack, ours.app, now=clock.now)
    with ours.statements.counting(db):
        interactions.play(ours, slack, db)
    with db.reading() as session:
        assert session.execute(select(Audit.state)).scalar_one() == "acknowledged"
    assert len(ours.statements.plans) == len(ours.sent) == len(ours.seconds) == 12
    assert len(replay(bare(), ours.sent)) == 12
    floor = Floor(db)
    app = floor.app()
    floor.plans = iter(list(ours.statements.plans))
    assert len(replay(app, ours.sent)) == 12
    assert list(floor.plans) == [], "the floor made every statement"
    with db.reading() as session:
        assert session.execute(select(func.count()).select_from(Audit)).scalar_one() == 1
