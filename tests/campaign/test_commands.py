"""The commands that need no server, as an organizer runs them."""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.campaign.broken_files import GOOD

COMMANDS = ("check", "chat", "conversations", "graph", "translate", "week", "new")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "flows")
    return tmp_path / "flows"


def run(name: str, *arguments: object, text: str = "") -> Result:
    """Run `clarion NAME ARGUMENTS`."""
    command = importlib.import_module(f"bot.cli.{name}").command
    return CliRunner().invoke(command, [str(a) for a in arguments], input=text)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_explains_itself(name: str) -> None:
    result = run(name, "--help")

    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_check_of_a_good_campaign_exits_0(folder: Path) -> None:
    result = run("check", "--campaign", folder)

    assert result.exit_code == 0
    assert "it can run" in result.output


def test_check_of_a_broken_campaign_exits_1_with_the_place(folder: Path) -> None:
    path = folder / "call.yaml"
    path.write_text(path.read_text("utf-8").replace("go: thanks", "go: thank"), "utf-8")

    result = run("check", "--campaign", folder)

    assert result.exit_code == 1
    assert "call.yaml:15:11: error: (step number) There is no step 'thank'" in result.output

    spanish = run("check", "--campaign", folder, "--lang", "es")

    assert spanish.exit_code == 1
    assert "No existe el paso 'thank' en este flujo. ¿Quisiste decir 'thanks'?" in spanish.output


def test_check_shows_warnings_and_exits_0_unless_strict(folder: Path) -> None:
    (folder / "x.yaml").write_text('flow: x\nabout: A.\nsteps: {one: {say: "Hi"}}\n', "utf-8")

    assert run("check", "--campaign", folder).exit_code == 0
    assert run("check", "--campaign", folder, "--strict").exit_code == 1


def test_check_gives_json_to_programs(folder: Path) -> None:
    (folder / "x.yaml").write_text("flow: x\n", "utf-8")

    result = run("check", "--campaign", folder, "--json")

    assert {p["code"] for p in json.loads(result.output)} == {"missing"}


def test_check_writes_schemas_for_editors(folder: Path) -> None:
    assert run("check", "--campaign", folder, "--schema").exit_code == 0
    assert json.loads((folder / ".schema" / "flow.json").read_text("utf-8"))["properties"]
    assert run("check", "--campaign", folder).exit_code == 0


def test_chat_answers_lets_time_pass_and_saves(folder: Path) -> None:
    lines = (
        "CALL\n/wait 20h\n/state\n/save my chat\n"
        "/save conversations/once-more.yaml\ndone\n/quit\nnever\n"
    )

    result = run(
        "chat", "--campaign", folder, "--as", "ana", "--at", "2026-09-22 12:00", text=lines
    )

    assert result.exit_code == 0
    assert "Call (312) 555-0142" in result.output
    assert "Did you call?" in result.output
    assert "session: call/number" in result.output
    assert "never" not in result.output
    assert (folder / "conversations" / "my-chat.yaml").is_file()
    assert (folder / "conversations" / "once-more.yaml").is_file()
    assert run("conversations", "--campaign", folder).exit_code == 0


def test_chat_shows_events_when_asked(folder: Path) -> None:
    result = run("chat", "--campaign", folder, "-v", "--lang", "es", text="llamar\n")

    assert "FlowEntered(flow='call', keyword='llamar')" in result.output


WRONG = ["/wait soon", "/at yesterday", "/start nothing", "/act nope ok", "/save !", "/dance"]


@pytest.mark.parametrize("line", [*WRONG, "/at 2020-01-01 10:00"])
def test_chat_explains_a_command_it_cannot_do(folder: Path, line: str) -> None:
    result = run("chat", "--campaign", folder, text=f"{line}\ncall\n")

    assert result.exit_code == 0
    assert "Call (312) 555-0142" in result.output


def test_chat_as_nobody_says_who_there_is(folder: Path) -> None:
    result = run("chat", "--campaign", folder, "--as", "nobody")

    assert result.exit_code == 2
    assert "ana, bo, cy" in result.output


def test_conversation_that_fails_exits_1_and_update_mends_it(folder: Path) -> None:
    (folder / "conversations").mkdir()
    path = folder / "conversations" / "x.yaml"
    path.write_text(
        "conversation: x\nas: {lang: en, opted_in: yes}\nturns:\n  - them: call\n", "utf-8"
    )

    assert run("conversations", "--campaign", folder).exit_code == 1
    updated = run("conversations", "--campaign", folder, "--update")
    assert '+    us: "Call (312) 555-0142. Then text DONE."' in updated.output
    assert run("conversations", "--campaign", folder, "-c").exit_code == 0
    assert run("conversations", "--campaign", folder, "--min", "100").exit_code == 1


def test_no_conversations_is_told(folder: Path) -> None:
    assert "no conversations" in run("conversations", "--campaign", folder).output


@pytest.mark.parametrize(("kind", "begins"), [("svg", "<svg"), ("mermaid", "flowchart TD")])
def test_graph_is_drawn(folder: Path, kind: str, begins: str) -> None:
    result = run("graph", "call", "--campaign", folder, "--format", kind)

    assert result.output.startswith(begins)


def test_graph_of_a_slip_says_what_was_meant(folder: Path) -> None:
    result = run("graph", "cal", "--campaign", folder)

    assert "Did you mean 'call'?" in str(result.exception)


def test_translation_goes_out_and_comes_back(folder: Path) -> None:
    sheet = folder.parent / "es.csv"
    out = run("translate", "export", "es", "--campaign", folder, "-o", sheet)
    assert "es: 22 of 22 texts are translated." in out.output

    text = sheet.read_text("utf-8").replace("Cada llamada cuenta", "Cuenta cada llamada")
    sheet.write_text(text, "utf-8")
    result = run("translate", "import", "es", sheet, "--campaign", folder)

    assert result.exit_code == 0
    assert "1 text changed in 1 file." in result.output
    assert "Cuenta cada llamada" in (folder / "call.yaml").read_text("utf-8")


def test_week_without_dates_asks_for_days(folder: Path) -> None:
    assert "--from" in run("week", "--campaign", folder).output


def test_week_shows_the_series_a_person_would_get() -> None:
    says = ("2026-09-20 13:00 JOIN", "2026-09-20 13:01 1", "2026-09-20 13:02 60608",
            "2026-09-22 09:00 RSVP OAK3")  # fmt: skip
    pairs = [part for said in says for part in ("--says", said)]
    output = run("week", "--campaign", "flows", "--as", "cy", "--from", "2026-09-20", *pairs).output

    assert output.count("[series welcome/first_call") == 1
    assert output.count("Are you coming? Reply YES or NO.") == 1
    assert output.count("[series before_your_action/this_morning") == 1
    assert "week_begins" not in output  # joined on the very day


def test_week_leaves_out_series_for_others() -> None:
    says = ("--says", "2026-09-21 12:05 CALL", "--says", "2026-09-21 12:09 DONE")
    output = run("week", "--campaign", "flows", "--as", "ana", "--from", "2026-09-20", *says).output

    assert "[series week_begins/eve" in output
    assert "welcome/" not in output


def test_week_prints_days_parts_and_cost() -> None:
    result = run("week", "--campaign", "flows", "--as", "ana", "--says", "2026-09-22 12:05 CALL")

    assert result.exit_code == 0
    assert "Tuesday, September 22" in result.output
    assert "(866) 473-5915" in result.output
    assert "for this person." in result.output


@pytest.mark.parametrize("languages", [["en", "es"], ["es"], ["en"]])
def test_new_campaign_checks_and_its_conversations_pass(
    tmp_path: Path, languages: list[str]
) -> None:
    folder = tmp_path / "our-strike"
    options = [part for lang in languages for part in ("--lang", lang)]

    assert run("new", folder, *options).exit_code == 0
    assert "No problems" in run("check", "--campaign", folder).output
    assert run("conversations", "--campaign", folder).exit_code == 0


def test_new_campaign_never_overwrites(folder: Path) -> None:
    assert "is not empty" in str(run("new", folder).exception)
