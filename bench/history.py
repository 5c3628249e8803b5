"""A department with years of audits: a thousand associates, forty auditors, and everything that an audit leaves behind.

The people of the story have their share of it, so that whatever reads one person's past reads more of it as well.
"""

from sqlalchemy import text

from qabot.db import Database
from tests.databases import as_owner

ASSOCIATES, AUDITORS, DAYS = 1000, 40, 730
FIRST_ID = 10_000
NUMBERS = {
    "sqlite": (
        "WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < :audits), "
        "n AS (SELECT i, datetime('now', '-' || (i % :days) || ' days') AS at FROM numbers)"
    ),
    "postgresql": (
        "WITH n AS (SELECT i, now() - make_interval(days => (i % CAST(:days AS integer))) AS at "
        "FROM generate_series(0, CAST(:audits AS integer) - 1) AS i)"
    ),
}
MONTH = {"sqlite": "date(started_at, 'start of month')", "postgresql": "date_trunc('month', started_at)::date"}
ASSOCIATE = f"CASE WHEN i % {ASSOCIATES} = 0 THEN 1 ELSE 1000 + i % {ASSOCIATES} END"
AUDITOR = f"CASE WHEN i % {AUDITORS} = 0 THEN 4 ELSE 2000 + i % {AUDITORS} END"
PEOPLE = """
    INSERT INTO person (id, key, name, folded_name, email, title, site_id, active)
    SELECT {first} + i, '{kind}-' || i, '{kind} ' || i, '{kind} ' || i, '{kind}' || i || '@example.com', '', 1, true
    FROM n
"""
TICKETS = """
    INSERT INTO ticket (id, reference, link, queue_id, associate_id, handled_at, labels, draw_number, audits)
    SELECT {first} + i, 'G-' || i, 'https://helpdesk.example/' || i, 1 + i % 3, {associate}, at, '[]',
           CAST(i AS text), 1
    FROM n
"""
AUDITS = """
    INSERT INTO audit (id, ticket_id, scorecard_version_id, auditor_id, associate_id, basis, state, revision, score,
                       auto_failed, started_at, touched_at, submitted_at, published_at, acknowledged_at)
    SELECT {first} + i, {first} + i, 1, {auditor}, {associate}, 'stratified', 'acknowledged', 1, 60 + i % 40,
           false, at, at, at, at, at FROM n
"""
RATINGS = """
    INSERT INTO rating (audit_id, criterion, level, not_applicable, comment)
    SELECT {first} + i, c.criterion, 1, false, '' FROM n CROSS JOIN
    (SELECT 'identity' AS criterion UNION SELECT 'privacy' UNION SELECT 'answer' UNION SELECT 'tone') AS c
"""
CARDS = """
    INSERT INTO outbox (key, kind, line, target, card, subject, state, attempts, fence, created_at, sent_at)
    SELECT 'audit.result:' || ({first} + i), 'post', 'U1', 'U1', 'audit.result', {first} + i, 'sent', 1, 1, at, at
    FROM n
"""
JOURNAL = """
    INSERT INTO journal (at, actor_id, action, thing, thing_id, detail)
    SELECT at, {auditor}, 'audit.published', 'audit', {first} + i, '{{}}' FROM n
"""
TALLY = """
    INSERT INTO audit_tally (associate_id, month, audits)
    SELECT associate_id, {month}, count(*) FROM audit GROUP BY 1, 2
"""


def fill(database: Database, audits: int) -> None:
    """Write so many audits into a department that has none."""
    owned = as_owner(database)
    kind = owned.dialect
    with owned.transaction() as session:
        for first, people, name in ((1000, ASSOCIATES, "associate"), (2000, AUDITORS, "auditor")):
            made = PEOPLE.format(first=first, kind=name)
            session.execute(text(_numbered(made, kind)), {"audits": people, "days": DAYS})
        for statement in (TICKETS, AUDITS, RATINGS, CARDS, JOURNAL):
            words = statement.format(first=FIRST_ID, associate=ASSOCIATE, auditor=AUDITOR)
            session.execute(text(_numbered(words, kind)), {"audits": audits, "days": DAYS})
        session.execute(text(TALLY.format(month=MONTH[kind])))
    owned.dispose()


def take_stock(database: Database) -> None:
    """What the database itself does from time to time: both plan by what they counted last."""
    owned = as_owner(database)
    with owned.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if owned.dialect == "postgresql" else "ANALYZE")
    owned.dispose()


def _numbered(statement: str, kind: str) -> str:
    """Both databases take the numbers in front of an INSERT's SELECT only."""
    into, select = statement.split("SELECT", 1)
    return f"{into} {NUMBERS[kind]} SELECT {select}"
