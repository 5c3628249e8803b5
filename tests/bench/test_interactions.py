"""The bench really does what it times: the requests end well and have their effects. Nothing is timed here."""

from sqlalchemy import func, select

from bench import interactions
from bench.baselines import Floor, Statements, bare, bolt
from bench.growth import STEPS
from bench.history import fill
from bench.signed import replay
from qabot import clock
from qabot.app import assemble
from qabot.audit import homes
from qabot.audit.models import Audit, Rating
from qabot.db import Database
from tests import factories
from tests.audit.counted import miscounted
from tests.databases import as_owner
from tests.times import T0


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
    assert len(ours.statements.plans) == len(ours.sent) == len(ours.seconds) == len(STEPS)
    assert len(replay(bare(), ours.sent)) == len(STEPS)
    floor = Floor(as_owner(db))
    app = floor.app()
    floor.plans = iter(list(ours.statements.plans))
    assert len(replay(app, ours.sent)) == len(STEPS)
    assert list(floor.plans) == [], "the floor made every statement"
    with db.reading() as session:
        assert session.execute(select(func.count()).select_from(Audit)).scalar_one() == 1


def test_the_past_is_as_long_as_was_asked_and_counted_right(db: Database) -> None:
    factories.make_world(db)
    fill(db, 2000)
    with db.reading() as session:
        assert session.execute(select(func.count()).select_from(Audit)).scalar_one() == 2000
        assert session.execute(select(func.count()).select_from(Rating)).scalar_one() == 8000
        assert miscounted(session) == []
        assert homes.headline_mean(session, 1, since=T0) is not None
