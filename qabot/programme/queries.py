"""What forms offer from the programme."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.audit.models import ScorecardVersion


def scorecards(session: Session) -> dict[str, str]:
    """The published scorecards: their names by key, in the order of the names."""
    published = select(ScorecardVersion.key, ScorecardVersion.name).where(ScorecardVersion.state == "published")
    return dict(session.execute(published.order_by(ScorecardVersion.name)).all())
