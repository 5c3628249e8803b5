"""usergroups.*, team.info, bots.info and auth.revoke; and that every method asks for its scope."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from sandbox import AppSeed, Sandbox, Seed, UserGroupSeed, UserSeed
from sandbox.methods.table import METHODS
from tests.sandbox.conftest import client_of, error_of, ids_by_name, make_seed, manifest_with, refusal
from tests.sandbox.hearing import heard, hearing_seed

GROUPS = [
    UserGroupSeed("leads", "Team leads", ["maya", "lea"], "Who decides"),
    UserGroupSeed("old", members=["tom"], enabled=False),
]


@pytest.fixture
def grouped() -> Iterator[Sandbox]:
    people = [UserSeed("maya"), UserSeed("tom"), UserSeed("lea", deleted=True)]
    with Sandbox(Seed("Test team", people, ["general"], AppSeed(), user_groups=GROUPS)) as running:
        yield running


def test_user_groups(grouped: Sandbox) -> None:
    web, ids = client_of(grouped), ids_by_name(grouped)
    [shown] = web.usergroups_list()["usergroups"]
    assert (shown["handle"], shown["name"], shown["date_delete"]) == ("leads", "Team leads", 0)
    assert not {"users", "user_count"} & shown.keys()
    every = web.usergroups_list(include_disabled=True, include_users=True, include_count=True)["usergroups"]
    assert [(group["handle"], group["users"], group["user_count"]) for group in every] == [
        ("leads", [ids["maya"]], 1),
        ("old", [ids["tom"]], 1),
    ]
    assert web.usergroups_users_list(usergroup=shown["id"])["users"] == [ids["maya"]]
    disabled = every[1]["id"]
    assert error_of(lambda: web.usergroups_users_list(usergroup=disabled)) == "no_such_subteam"
    assert web.usergroups_users_list(usergroup=disabled, include_disabled=True)["users"] == [ids["tom"]]
    assert error_of(lambda: web.usergroups_users_list(usergroup="S0NOBODY")) == "no_such_subteam"


def test_team_and_bot(sandbox: Sandbox, web: WebClient) -> None:
    team = web.team_info()["team"]
    assert (team["id"], team["name"]) == (sandbox.workspace.team.id, "Test team")
    assert error_of(lambda: web.team_info(team="T0ELSEWHERE")) == "team_not_found"
    bot = web.bots_info(bot=sandbox.workspace.app.bot_id)["bot"]
    assert (bot["name"], bot["user_id"]) == ("testbot", sandbox.workspace.app.user_id)
    assert error_of(lambda: web.bots_info(bot="B0NOBODY")) == "bot_not_found"


def test_revoke() -> None:
    with Sandbox(hearing_seed()) as sandbox:
        web = client_of(sandbox)
        assert web.auth_revoke(test=True)["revoked"] is False
        assert web.auth_test()["ok"]
        assert web.auth_revoke()["revoked"] is True
        assert heard(sandbox, "tokens_revoked")["tokens"]["bot"] == [sandbox.workspace.app.user_id]
        assert error_of(web.auth_test) == "token_revoked"


@pytest.fixture(scope="module")
def humble() -> Iterator[Sandbox]:
    with Sandbox(make_seed(manifest_with("commands"))) as running:
        yield running


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.scope])
def test_every_scope_is_asked_for(humble: Sandbox, name: str) -> None:
    body = refusal(lambda: client_of(humble).api_call(name))
    assert (body["error"], body["needed"], body["provided"]) == ("missing_scope", METHODS[name].scope, "commands")


@pytest.mark.parametrize("name", ["team.info", "usergroups.list", "users.list", "reactions.list"])
def test_with_its_scope_a_method_answers(name: str) -> None:
    with Sandbox(make_seed(manifest_with(str(METHODS[name].scope)))) as sandbox:
        assert client_of(sandbox).api_call(name)["ok"]
