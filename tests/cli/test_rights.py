"""What each command takes of the organizer who is named: every command is walked."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from bot.clarion import Clarion
from bot.cli import COMMANDS, clarion
from bot.cli.rights import NEEDED, needed
from bot.config import Settings
from bot.errors import Conflict
from bot.organizers import organizers
from bot.organizers.rights import Right, Role


def _leaves(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path.strip(), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found
        yield from _leaves(found, f"{path} {name}")


LEAVES = dict(_leaves(clarion))
NAMED = sorted(path for path, one in LEAVES.items() if any(p.metavar == "EMAIL" for p in one.params
                                                           if "--as" in p.opts))  # fmt: skip


def test_every_command_is_in_the_table_and_no_other() -> None:
    assert {path.split()[0] for path in NEEDED} == set(COMMANDS)
    assert {path for path in NEEDED if " " in path} <= set(LEAVES)
    for path in LEAVES:
        needed(path)


def test_whoever_names_an_organizer_takes_a_right() -> None:
    assert [path for path in NAMED if needed(path) is None] == []
    assert len(NAMED) > 10


def _arguments(command: click.Command) -> list[str]:
    """Something for each argument that a command must have."""
    found: list[str] = []
    for one in command.params:
        if isinstance(one, click.Argument) and one.required:
            kind = one.type
            choices = list(kind.choices) if isinstance(kind, click.Choice) else []
            if isinstance(kind, click.Path) and kind.exists:
                found.append(__file__)
                continue
            is_number = isinstance(kind, click.types.IntParamType)
            found.append(str(choices[0]) if choices else "1" if is_number else "max@clarion.test")
    return found


@pytest.mark.parametrize("path", NAMED)
def test_a_command_refuses_each_role_that_may_not(clarion_of_commands: Clarion, path: str) -> None:
    right = needed(path)
    assert right
    runner = CliRunner()
    for role in Role:
        email = f"{role.value}@clarion.test"
        given = [*path.split(), *_arguments(LEAVES[path]), "--as", email, *_options(path)]
        result = runner.invoke(clarion, given, input="1\ny\n", prog_name="clarion")
        is_refused = isinstance(result.exception, Conflict) and "this takes one of" in str(
            result.exception
        )
        assert is_refused is not role.may(right), (path, role, result.output, result.exception)


UNNAMED = sorted(path for path in LEAVES if path not in NAMED and needed(path) is not None)


@pytest.mark.parametrize("path", UNNAMED)
def test_a_command_without_as_is_held_to_whom_the_setting_names(
    clarion_of_commands: Clarion, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    right = needed(path)
    assert right
    refused = [role for role in Role if not role.may(right)]
    assert refused
    for role in refused:
        monkeypatch.setenv("CLARION_AS", f"{role.value}@clarion.test")
        given = [*path.split(), *_arguments(LEAVES[path]), *_options(path)]
        result = CliRunner().invoke(clarion, given, input="1\ny\n", prog_name="clarion")
        assert isinstance(result.exception, Conflict), (path, role, result.output)
        assert "this takes one of" in str(result.exception)


def test_whoever_has_the_shell_is_asked_for_no_role(clarion_of_commands: Clarion) -> None:
    result = CliRunner().invoke(clarion, ["aside"], prog_name="clarion")
    assert (result.exit_code, result.exception) == (0, None), result.output


def _options(path: str) -> list[str]:
    return {
        "broadcast schedule": ["--segment", "all", "--text", "en=Hi", "--text", "es=Hola",
                               "--at", "now", "--yes"],
        "broadcast preview": ["--text", "en=Hi", "--text", "es=Hola"],
        "broadcast test": ["--text", "en=Hi", "--text", "es=Hola", "--to", "1"],
        "broadcast edit": ["--title", "Other"],
        "broadcast doubts": ["--leave"],
        "consent proof": ["1"],
        "scripts push": ["--lang", "en"],
    }.get(path, [])  # fmt: skip


@pytest.fixture
def clarion_of_commands(
    clarion: Clarion, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Clarion:
    for role in Role:
        organizers.ensure(clarion.record, f"{role.value}@clarion.test", role)
    values = {
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url,
        "CLARION_SECRET_KEY": settings.secret_key, "CLARION_DATA_KEY": settings.data_key[0],
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value.get_secret_value())
    for name, plain in (
        ("CLARION_ENV", "test"), ("CLARION_CAMPAIGN", str(settings.campaign)),
        ("CLARION_DATA_DIR", str(settings.data_dir)), ("PUBLIC_URL", settings.public_url),
        ("TWILIO_API_BASE_URL", settings.twilio_api_base_url),
        ("TWILIO_ACCOUNT_SID", settings.twilio_account_sid), ("TWILIO_FROM", "+12025550100"),
        ("TWILIO_AUTH_TOKEN", settings.twilio_auth_token.get_secret_value()),
        ("CLARION_UNDERSTANDING", "built_in"),
    ):  # fmt: skip
        monkeypatch.setenv(name, plain)
    return clarion


def test_roles_are_what_the_table_says() -> None:
    assert not Role.TEXTER.may(Right.LOOK)
    assert not Role.ORGANIZER.may(Right.APPROVE)
    assert not Role.APPROVER.may(Right.MANAGE)
    assert all(Role.ADMIN.may(right) for right in Right)
