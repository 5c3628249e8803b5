"""The whole story: imported, audited, disputed, decided in part, escalated, decided for good, acknowledged.

A second audit is conceded by its auditor, and a third voided by a lead: over the socket, on both databases.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import select

from qabot.dev import EXAMPLES, Local
from qabot.journal import chain
from qabot.outbox import OutboxRow
from sandbox.testing import words
from tests.e2e.disputes import Case, accepted, audited, findings_of, message_at, waiting_card
from tests.e2e.test_first_audit import QA, all_sent, buttons, home
from tests.waiting import until

AUDITOR = "maya-lindqvist"


def test_the_whole_story(
    start: Callable[[str], AbstractContextManager[Local]], database_url: str, tmp_path: Path
) -> None:
    told = imports(database_url, tmp_path)
    assert "people" in told
    with start("socket") as local:
        is_decided_twice(audited(local, AUDITOR, findings=2))
        is_conceded(audited(local, AUDITOR, findings=1))
        is_voided(audited(local, AUDITOR, findings=1))
        assert all_sent(local)
        assert each_is_said_once(local)
        with local.qabot.database.transaction() as session:
            chain.seal(session, everything=True)
            assert chain.verify(session) is None


def imports(database_url: str, folder: Path) -> str:
    """What the command says of the example programme, as a department of its own."""
    copy = Path(shutil.copytree(EXAMPLES, folder / "ours")) / "programme.yml"
    copy.write_text(copy.read_text().replace("example: true\n", ""))
    env = os.environ | {"QABOT_DATABASE_URL": database_url, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "qabot", "import", str(copy)]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_decided_twice(case: Case) -> None:
    case.presses(case.associate, "Ask", {"remark": "Which step is meant?"})
    case.presses(case.auditor, "Answer", {"remark": "The third one."})
    before = case.score()
    first, second = findings_of(case)
    case.disputes(first, second)
    assert case.state() == "disputed"

    lead = case.leads()[0]
    case.decided_by(lead, {first: "highest", second: "uphold"})
    case.says("partly upheld")
    case.says("Revision 2")
    between = case.score()
    assert before is not None
    assert between is not None
    assert before < between < 100

    case.presses(case.associate, "Escalate", {"reason": "The SOP asks for exactly this wording."})
    other = case.leads(in_round=2)[0]
    assert other.id != lead.id
    case.decided_by(other, {first: "highest", second: "highest"})
    case.says("Revision 3: 100")
    assert "Escalate" not in buttons(case.card())
    case.presses(case.associate, "Earlier revisions", {})
    told = words(case.associate.sees.view())
    assert "another QA lead decided it finally" in told
    assert all(f"Revision {number}" in told for number in (1, 2))
    case.associate.closes()

    case.presses(case.associate, "Acknowledge", {})
    until(lambda: "Acknowledge" not in buttons(case.card()), "the card to be acknowledged")
    assert case.state() == "acknowledged"
    assert case.journal() == [
        "audit.started",
        "audit.submitted",
        "audit.published",
        "audit.asked",
        "audit.answered",
        "audit.disputed",
        "audit.published",
        "audit.disputed",
        "audit.published",
        "audit.acknowledged",
    ]


def is_conceded(case: Case) -> None:
    [criterion] = findings_of(case)
    case.disputes(criterion)
    case.presses(case.auditor, "Concede", {"reason": "They are right."})
    case.says("overturned")
    assert case.score() == 100
    case.presses(case.associate, "Acknowledge", {})
    until(lambda: "Acknowledge" not in buttons(case.card()), "the card to be acknowledged")


def is_voided(case: Case) -> None:
    [criterion] = findings_of(case)
    case.disputes(criterion)
    lead = case.leads()[0]
    asked = until(lambda: waiting_card(lead, case.reference, "Decide"), "the lead to be asked")
    assert lead.types(f"/qa-audit void {case.reference}", QA).ok
    assert lead.fills(lead.sees.view(), {"reason": "The ticket belongs to somebody else."}).ok
    accepted(lead)
    until(lambda: "voided" in words(message_at(lead, asked)), "the lead's card to say so")
    until(lambda: buttons(case.card()) == [], "the result to offer nothing any more")
    assert case.state() == "void"
    case.associate.opens_home()
    assert "too few" in home(case.associate)


def each_is_said_once(local: Local) -> bool:
    """Every post of the outbox stands in Slack exactly once."""
    with local.qabot.database.reading() as session:
        rows = select(OutboxRow.sent_channel, OutboxRow.sent_ts).where(OutboxRow.kind == "post")
        places = [tuple(row) for row in session.execute(rows)]
    posted = local.sandbox.ledger.calls("chat.postMessage")
    return len(places) == len(set(places)) == len(posted)
