"""Who may do what: one table of action and role, default deny. Every role is scoped.

A grant without a line of business, queue or site reaches everywhere; each one that it names narrows it.
"""

from dataclasses import dataclass
from enum import StrEnum

from qabot.errors import NotAllowed


class Role(StrEnum):
    ASSOCIATE = "associate"
    TEAM_LEAD = "team_lead"
    AUDITOR = "auditor"
    QA_LEAD = "qa_lead"
    TRAINER = "trainer"
    ENGINEER = "engineer"
    MANAGER = "manager"
    SECURITY_OFFICER = "security_officer"
    ADMIN = "admin"


class Action(StrEnum):
    AUDIT_SCORE = "audit.score"
    AUDIT_SEE_OWN = "audit.see_own"
    AUDIT_ACKNOWLEDGE = "audit.acknowledge"
    AUDIT_DISPUTE = "audit.dispute"
    AUDIT_VOID = "audit.void"
    DISPUTE_CONCEDE = "dispute.concede"
    DISPUTE_DECIDE = "dispute.decide"
    DIGEST_MANAGE = "digest.manage"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.AUDIT_SCORE: frozenset({Role.AUDITOR, Role.QA_LEAD}),
    Action.AUDIT_SEE_OWN: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD}),
    Action.AUDIT_ACKNOWLEDGE: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD}),
    Action.AUDIT_DISPUTE: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD}),
    Action.AUDIT_VOID: frozenset({Role.QA_LEAD}),
    Action.DISPUTE_CONCEDE: frozenset({Role.AUDITOR, Role.QA_LEAD}),
    Action.DISPUTE_DECIDE: frozenset({Role.QA_LEAD}),
    Action.DIGEST_MANAGE: frozenset({Role.QA_LEAD, Role.MANAGER, Role.ADMIN}),
}

REFUSALS: dict[Action, str] = {
    Action.AUDIT_SCORE: "Only auditors and QA leads can score audits{where}.",
    Action.AUDIT_SEE_OWN: "Only associates and team leads have audit results of their own.",
    Action.AUDIT_ACKNOWLEDGE: "Only associates and team leads acknowledge audit results.",
    Action.AUDIT_DISPUTE: "Only associates and team leads dispute their own audit results.",
    Action.AUDIT_VOID: "Only QA leads can void audits.",
    Action.DISPUTE_CONCEDE: "Only auditors and QA leads concede disputes of their own audits.",
    Action.DISPUTE_DECIDE: "Only QA leads decide disputes.",
    Action.DIGEST_MANAGE: "Only QA leads, managers and admins look after digests{where}.",
}
ASK = " If your work has changed, ask your QA lead or an admin to change your role."


@dataclass(frozen=True)
class Grant:
    """One role, and how far it reaches; None means everywhere."""

    role: Role
    lob_id: int | None = None
    queue_id: int | None = None
    site_id: int | None = None


@dataclass(frozen=True)
class Scope:
    """Where a thing belongs. None: not known or not bound to one, which only an unlimited grant reaches."""

    lob_id: int | None = None
    queue_id: int | None = None
    site_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """The person who acts, as the database knows them at this moment."""

    person_id: int
    name: str
    slack_user_id: str
    time_zone: str
    team_id: int | None
    grants: frozenset[Grant]


def may(actor: Actor, action: Action, scope: Scope | None = None) -> bool:
    """Whether a grant of the actor allows the action; without a scope, whether any grant does."""
    return any(grant.role in ALLOWED[action] and (scope is None or _reaches(grant, scope)) for grant in actor.grants)


def require(actor: Actor, action: Action, scope: Scope | None = None, *, where: str = "") -> None:
    """Raise NotAllowed, in words, unless the actor may."""
    if not may(actor, action, scope):
        raise NotAllowed(REFUSALS[action].format(where=where) + ASK)


def _reaches(grant: Grant, scope: Scope) -> bool:
    return all(
        limit is None or limit == place
        for limit, place in (
            (grant.lob_id, scope.lob_id),
            (grant.queue_id, scope.queue_id),
            (grant.site_id, scope.site_id),
        )
    )
