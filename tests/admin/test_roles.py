"""`/qa-admin roles`: what is granted or revoked counts from the next click, and no admin locks everybody out."""

import threading
from contextlib import suppress

import pytest

from qabot.access import Actor
from qabot.errors import QabotError
from qabot.people import messages, queries, roles
from qabot.people.models import RoleGrant
from tests.admin.conftest import Admin, Values
from tests.audit.auditor import chosen
from tests.audit.sheets import block_ids, reads
from tests.factories import slack_id
from tests.times import T0


def wanted(role: str, turn: int = 0, **places: int) -> Values:
    actions = {"lob": messages.LOB, "queue": messages.QUEUE, "site": messages.SITE}
    fields: Values = {f"role:{turn}": {messages.ROLE: chosen(role)}}
    return fields | {f"{name}:{turn}": {actions[name]: chosen(str(place))} for name, place in places.items()}


def test_a_role_counts_from_the_next_click(admin: Admin) -> None:
    assert "auditors and QA leads" in admin.bolt.command("max", "/qa-audit").text
    admin.opens("roles", admin.world.people["max"])
    admin.submits(wanted("auditor", lob=1))
    assert "The role is granted" in reads(admin.view)
    assert "Auditor · Accounts" in reads(admin.view)
    assert "role:1" in block_ids(admin.view)
    admin.told()
    assert "3 tickets wait" in reads(admin.slack.homes[slack_id("max")])
    seen = len(admin.slack.opened)
    admin.bolt.command("max", "/qa-audit")
    assert len(admin.slack.opened) == seen + 1
    granted = next(row for row in admin.journal() if row.action == "person.roles_changed")
    assert (granted.actor_id, granted.detail["added"]) == (admin.world.people["ada"], [["auditor", 1, None, None]])


def test_a_role_is_revoked_from_the_next_click(admin: Admin) -> None:
    admin.opens("roles", admin.world.people["arun"])
    admin.presses(messages.REVOKE, str(admin.grants("arun")[0]))
    assert "The role is revoked" in reads(admin.view)
    assert "None yet" in reads(admin.view)
    assert "auditors and QA leads" in admin.bolt.command("arun", "/qa-audit").text
    assert admin.person("arun").edited == ["roles"]
    admin.told()
    assert "nothing for you here" in reads(admin.slack.homes[slack_id("arun")])


def test_a_role_for_a_queue_names_the_queue_alone(admin: Admin) -> None:
    admin.opens("roles", admin.world.people["max"])
    admin.submits(wanted("auditor", lob=1, queue=1, site=2))
    assert ("auditor", None, 1, 2) in admin.roles("max")
    assert "Auditor · Login, Manila" in reads(admin.view)
    admin.submits(wanted("trainer", turn=1))
    assert ("trainer", None, None, None) in admin.roles("max")


@pytest.mark.parametrize(
    ("who", "values", "field", "words"),
    [
        ("max", wanted("boss"), "role:0", "choose a role"),
        ("max", wanted("manager"), "role:0", "already"),
        ("max", wanted("associate", lob=1), "role:0", "need a team"),
        ("maya", wanted("team_lead", lob=2), "role:0", "another line of business"),
        ("max", wanted("auditor", lob=1, queue=3), "queue:0", "belongs to Payments"),
        ("max", wanted("auditor", lob=9), "lob:0", "choose one from the list"),
        ("max", wanted("auditor", queue=9), "queue:0", "choose one from the list"),
        ("max", wanted("auditor", site=9), "site:0", "choose one from the list"),
    ],
)
def test_what_cannot_be_granted_is_said_at_its_field(
    admin: Admin, who: str, values: Values, field: str, words: str
) -> None:
    admin.opens("roles", admin.world.people[who])
    assert words in admin.submits(values).errors[field]
    assert admin.journal() == []


def said(admin: Admin) -> str:
    return reads(admin.slack.pushed[-1]) if admin.slack.pushed else ""


def test_nobody_revokes_their_own_last_admin_role(admin: Admin) -> None:
    admin.opens("roles", admin.world.people["ada"])
    admin.presses(messages.REVOKE, str(admin.grants("ada")[0]))
    assert "your own last admin role" in said(admin)
    assert admin.roles("ada")
    admin.submits(wanted("admin", lob=1))
    admin.presses(messages.REVOKE, str(admin.grants("ada")[1]))
    assert len(admin.roles("ada")) == 1


def test_the_programme_keeps_an_admin(admin: Admin) -> None:
    """Whose only other role is that of one line of business is no admin of the whole."""
    admin.opens("roles", admin.world.people["ada"])
    admin.submits(wanted("admin", lob=1))
    admin.presses(messages.REVOKE, str(admin.grants("ada")[0]))
    assert "last admin of the whole programme" in said(admin)
    assert len(admin.roles("ada")) == 2


def test_two_admins_who_revoke_each_other_at_once_leave_one(admin: Admin) -> None:
    with admin.db.transaction() as session:
        session.add(RoleGrant(person_id=admin.world.people["max"], role="admin"))
    at_once = threading.Barrier(2)

    def revokes(one: str, other: str) -> None:
        actor, [own] = _actor(admin, one), admin.grants_of(other, "admin")
        at_once.wait()
        with suppress(QabotError), admin.db.transaction() as session:
            roles.revoke_role(session, actor=actor, person_id=admin.world.people[other], grant_id=own, now=T0)

    threads = [threading.Thread(target=revokes, args=pair) for pair in (("ada", "max"), ("max", "ada"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [key for key in ("ada", "max") if admin.grants_of(key, "admin")]
    assert len(left) == 1


def _actor(admin: Admin, key: str) -> Actor:
    with admin.db.reading() as session:
        found = queries.actor_by_slack_id(session, slack_id(key))
    assert found is not None
    return found


def test_too_few_leads_are_told(admin: Admin) -> None:
    admin.opens("roles", admin.world.people["quinn"])
    admin.presses(messages.REVOKE, str(admin.grants("quinn")[0]))
    assert "Accounts: there is no QA lead" in reads(admin.view)


def test_a_grant_of_somebody_else_is_not_revoked_by_its_number(admin: Admin) -> None:
    admin.opens("roles", admin.world.people["max"])
    admin.presses(messages.REVOKE, str(admin.grants("quinn")[0]))
    assert "revoked already" in said(admin)
    assert admin.roles("quinn")


def test_an_admin_of_one_line_of_business_gives_away_no_more(admin: Admin) -> None:
    with admin.db.transaction() as session:
        session.query(RoleGrant).filter_by(person_id=admin.world.people["ada"]).one().lob_id = 1
    admin.opens("roles", admin.world.people["maya"])
    assert "outside of the places" in reads(admin.submits(wanted("auditor")).view)
    assert "outside of the places" in reads(admin.submits(wanted("admin", lob=2)).view)
    admin.opens("roles", admin.world.people["maya"])
    admin.submits(wanted("auditor", queue=1))
    assert ("auditor", None, 1, None) in admin.roles("maya")
