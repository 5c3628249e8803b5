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
    AUDIT_PUBLISH = "audit.publish"
    AUDIT_SEE_OWN = "audit.see_own"
    AUDIT_ACKNOWLEDGE = "audit.acknowledge"
    AUDIT_DISPUTE = "audit.dispute"
    AUDIT_VOID = "audit.void"
    AUDIT_LIST = "audit.list"
    AUDIT_ASK = "audit.ask"
    AUDIT_ANSWER = "audit.answer"
    AUDIT_CORRECT = "audit.correct"
    AUDIT_SEE_REVISIONS = "audit.see_revisions"
    OVERDUE_OF_TEAM = "overdue.of_team"
    OVERDUE_OF_OTHERS = "overdue.of_others"
    SCORECARD_SEE = "scorecard.see"
    SCORECARD_CHANGE = "scorecard.change"
    DISPUTE_CONCEDE = "dispute.concede"
    DISPUTE_DECIDE = "dispute.decide"
    PEOPLE_CHANGE = "people.change"
    ROLES_CHANGE = "roles.change"
    QUEUES_CHANGE = "queues.change"
    PRIVACY_SEE = "privacy.see"
    PRIVACY_EXPORT = "privacy.export"
    PRIVACY_ERASE = "privacy.erase"
    HOLD_ASK = "hold.ask"
    HOLD_CONFIRM = "hold.confirm"
    DELIVERY_MANAGE = "delivery.manage"
    DIGEST_MANAGE = "digest.manage"
    SCHEDULE_MANAGE = "schedule.manage"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.AUDIT_SCORE: frozenset({Role.AUDITOR, Role.QA_LEAD}),
    Action.AUDIT_PUBLISH: frozenset({Role.AUDITOR, Role.QA_LEAD}),
    Action.AUDIT_SEE_OWN: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD}),
    Action.AUDIT_ACKNOWLEDGE: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD}),
    Action.AUDIT_DISPUTE: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD}),
    Action.AUDIT_VOID: frozenset({Role.QA_LEAD}),
    Action.AUDIT_LIST: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD, Role.AUDITOR, Role.QA_LEAD}),
    Action.AUDIT_ASK: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD}),
    Action.AUDIT_ANSWER: frozenset({Role.AUDITOR, Role.QA_LEAD}),
    Action.AUDIT_CORRECT: frozenset({Role.AUDITOR, Role.QA_LEAD}),
    Action.AUDIT_SEE_REVISIONS: frozenset({Role.ASSOCIATE, Role.TEAM_LEAD, Role.AUDITOR, Role.QA_LEAD}),
    Action.OVERDUE_OF_TEAM: frozenset({Role.TEAM_LEAD}),
    Action.OVERDUE_OF_OTHERS: frozenset({Role.QA_LEAD}),
    Action.SCORECARD_SEE: frozenset(
        {Role.ASSOCIATE, Role.TEAM_LEAD, Role.AUDITOR, Role.QA_LEAD, Role.MANAGER, Role.ADMIN}
    ),
    Action.SCORECARD_CHANGE: frozenset({Role.QA_LEAD, Role.ADMIN}),
    Action.DISPUTE_CONCEDE: frozenset({Role.AUDITOR, Role.QA_LEAD}),
    Action.DISPUTE_DECIDE: frozenset({Role.QA_LEAD}),
    Action.PEOPLE_CHANGE: frozenset({Role.ADMIN}),
    Action.ROLES_CHANGE: frozenset({Role.ADMIN}),
    Action.QUEUES_CHANGE: frozenset({Role.ADMIN}),
    Action.PRIVACY_SEE: frozenset({Role.SECURITY_OFFICER}),
    Action.PRIVACY_EXPORT: frozenset({Role.SECURITY_OFFICER}),
    Action.PRIVACY_ERASE: frozenset({Role.SECURITY_OFFICER}),
    Action.HOLD_ASK: frozenset({Role.SECURITY_OFFICER}),
    Action.HOLD_CONFIRM: frozenset({Role.SECURITY_OFFICER, Role.ADMIN}),
    Action.DELIVERY_MANAGE: frozenset({Role.ADMIN}),
    Action.DIGEST_MANAGE: frozenset({Role.QA_LEAD, Role.MANAGER, Role.ADMIN}),
    Action.SCHEDULE_MANAGE: frozenset({Role.ADMIN}),
}

REFUSALS: dict[Action, str] = {
    Action.AUDIT_SCORE: "Only auditors and QA leads can score audits{where}.",
    Action.AUDIT_PUBLISH: "Only auditors and QA leads publish audit results.",
    Action.AUDIT_SEE_OWN: "Only associates and team leads have audit results of their own.",
    Action.AUDIT_ACKNOWLEDGE: "Only associates and team leads acknowledge audit results.",
    Action.AUDIT_DISPUTE: "Only associates and team leads dispute their own audit results.",
    Action.AUDIT_VOID: "Only QA leads can void audits.",
    Action.AUDIT_LIST: "Only associates, team leads, auditors and QA leads see lists of audits.",
    Action.AUDIT_ASK: "Only associates and team leads ask about their own audit results.",
    Action.AUDIT_ANSWER: "Only auditors and QA leads answer questions about their own audits.",
    Action.AUDIT_CORRECT: "Only auditors and QA leads correct audits of their own.",
    Action.AUDIT_SEE_REVISIONS: "Only those concerned with an audit see its earlier revisions.",
    Action.OVERDUE_OF_TEAM: "Only team leads hear of results of their team that nobody acknowledges.",
    Action.OVERDUE_OF_OTHERS: "Only QA leads hear of results that nobody acknowledges, where a team has no lead.",
    Action.SCORECARD_SEE: "Only those who score, or see results, can see scorecards.",
    Action.SCORECARD_CHANGE: "Only QA leads and admins can import, publish or retire scorecards{where}.",
    Action.DISPUTE_CONCEDE: "Only auditors and QA leads concede disputes of their own audits.",
    Action.DISPUTE_DECIDE: "Only QA leads decide disputes.",
    Action.PEOPLE_CHANGE: "Only admins change people{where}.",
    Action.ROLES_CHANGE: "Only admins grant and revoke roles{where}.",
    Action.QUEUES_CHANGE: "Only admins change queues{where}.",
    Action.PRIVACY_SEE: "Only security officers see what is kept, and for how long.",
    Action.PRIVACY_EXPORT: "Only security officers export a person's data.",
    Action.PRIVACY_ERASE: "Only security officers erase a person's data.",
    Action.HOLD_ASK: "Only security officers ask for legal holds and their release.",
    Action.HOLD_CONFIRM: "Only security officers and admins confirm legal holds.",
    Action.DELIVERY_MANAGE: "Only admins look after what could not be said.",
    Action.DIGEST_MANAGE: "Only QA leads, managers and admins look after digests{where}.",
    Action.SCHEDULE_MANAGE: "Only admins look after schedules.",
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
