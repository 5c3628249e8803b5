"""The index: documents, an entry for each term of each, and in how many documents each term stands."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant

# The primary key is the table: SQLite keeps no second copy of it.
WITHOUT_ROWID = {"sqlite_with_rowid": False}


class SimilarDocument(Base):
    __tablename__ = "similar_document"
    __table_args__ = (UniqueConstraint("thing", "thing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str] = mapped_column(String(32))
    thing_id: Mapped[int]
    same_as: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Instant)
    title_length: Mapped[int]
    body_length: Mapped[int]
    terms: Mapped[bytes] = mapped_column(LargeBinary)


class SimilarPosting(Base):
    """A term stands in a document. No foreign key: an import writes millions, and they go with their document only."""

    __tablename__ = "similar_posting"
    __table_args__ = (WITHOUT_ROWID,)

    term: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    titled: Mapped[bool]


class SimilarFrequency(Base):
    """In how many documents a term stands, but for the changes that are not added yet."""

    __tablename__ = "similar_frequency"

    term: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    documents: Mapped[int]


class SimilarCollection(Base):
    """How many documents there are of a kind, and how long they are, but for the changes that are not added yet."""

    __tablename__ = "similar_collection"

    thing: Mapped[str] = mapped_column(String(32), primary_key=True)
    documents: Mapped[int]
    title_length: Mapped[int]
    body_length: Mapped[int]


class SimilarChange(Base):
    """What one writer changed in these counts; it is added to them later, so that no writer waits for another."""

    __tablename__ = "similar_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str] = mapped_column(String(32), index=True)
    documents: Mapped[int]
    title_length: Mapped[int]
    body_length: Mapped[int]
    terms: Mapped[bytes] = mapped_column(LargeBinary)
