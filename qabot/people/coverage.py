"""Whether there are QA leads enough: one decides a dispute who has no part in it, and another when it is escalated."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Scope, may
from qabot.people import queries
from qabot.people.models import LineOfBusiness, Queue, Site, Team

ENOUGH = 2
NONE = "{where}: there is no QA lead. {nowhere}"
ONE = (
    "{where}: {name} is the only QA lead. Nobody else there can decide disputes over audits that they scored, or "
    "disputes that are escalated. {nowhere}"
)
ELSEWHERE = "Until there are two, leads of other lines of business are asked."
NOBODY = "Until there are two, nobody can decide them, because no other line of business has a QA lead either."


def warnings(session: Session) -> list[str]:
    """A sentence for each line of business in which fewer than two QA leads could decide disputes."""
    leads = queries.holders(session, Action.DISPUTE_DECIDE)
    lobs = session.execute(select(LineOfBusiness.id, LineOfBusiness.name).order_by(LineOfBusiness.name)).all()
    return [line for lob_id, name in lobs for line in _of(name, _places(session, lob_id), leads)]


def _places(session: Session, lob_id: int) -> list[tuple[Scope, str]]:
    """Each queue at each site where a team works for this line of business, with its name."""
    queues = session.execute(select(Queue.id, Queue.name).where(Queue.lob_id == lob_id).order_by(Queue.name)).all()
    found = select(Site.id, Site.name).join(Team, Team.site_id == Site.id).where(Team.lob_id == lob_id).distinct()
    sites: list[Any] = list(session.execute(found.order_by(Site.name)))
    return [
        (Scope(lob_id, queue_id, site_id), f"{queue} ({site})")
        for queue_id, queue in queues
        for site_id, site in sites or [(None, "any site")]
    ]


def _of(lob: str, places: list[tuple[Scope, str]], leads: list[Actor]) -> Iterable[str]:
    """One sentence where it is the same everywhere in the line of business, or else one for each place."""
    found = [(name, [lead for lead in leads if may(lead, Action.DISPUTE_DECIDE, scope)]) for scope, name in places]
    short = [(name, able) for name, able in found if len(able) < ENOUGH]
    same = len({tuple(lead.person_id for lead in able) for _, able in found}) == 1
    for name, able in short[:1] if same else short:
        where = lob if same else f"{lob}, {name}"
        others = len(leads) > len(able)
        nowhere = ELSEWHERE if others else NOBODY
        yield (
            ONE.format(where=where, name=able[0].name, nowhere=nowhere)
            if able
            else NONE.format(where=where, nowhere=nowhere)
        )
