"""The days on which a person does not work beside Saturday and Sunday: those of the site where they are."""

from collections.abc import Container
from datetime import date

from sqlalchemy.orm import Session


def of_person(session: Session, person_id: int) -> Container[date]:
    """No site has days off yet: every Monday to Friday is a working day."""
    return frozenset()
