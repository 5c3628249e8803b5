"""Replicas of the bench play the stories of their own people, side by side on one database."""

from itertools import count

from sqlalchemy import func, select

from bench import replicas
from bench.baselines import Statements, bolt
from bench.interactions import Desk, Quiet, play
from qabot import clock
from qabot.app import assemble
from qabot.audit.models import Audit
from qabot.db import Database


def test_each_replica_serves_its_own_line_of_business(db: Database) -> None:
    replicas.furnish(db)
    for number in range(replicas.REPLICAS):
        slack = Quiet()
        desk = Desk(bolt(), slack, _numbers=count(1 + 1000 * number))
        desk.statements = Statements()
        assemble(db, slack, desk.app, now=clock.now)
        with desk.statements.counting(db):
            play(desk, slack, db, replicas.cast(number))
    with db.reading() as session:
        ended = session.execute(
            select(Audit.auditor_id, Audit.state, func.count()).group_by(Audit.auditor_id, Audit.state)
        )
        assert [(state, many) for _, state, many in ended] == [("acknowledged", 1)] * replicas.REPLICAS
