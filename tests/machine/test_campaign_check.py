"""One look at the campaign: doctor and check count the same warnings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.check import command
from bot.config import Settings
from bot.machine import doctor

SMALL = Path(__file__).parents[1] / "campaigns" / "small"
PAST = 'dates:\n  week: {from: "2020-09-21", until: "2020-09-27"}\n'


@pytest.mark.parametrize("past", ["", PAST])
def test_doctor_and_check_count_the_same_warnings(
    settings: Settings, tmp_path: Path, past: str
) -> None:
    folder = tmp_path / "campaign"
    shutil.copytree(SMALL, folder)
    for path in (folder / "campaign.yaml", folder / "join.yaml"):  # its first texts are short ones
        text = path.read_text(encoding="utf-8")
        text = text.replace("STOP to end", "STOP to end, HELP for help")
        path.write_text(
            text.replace("STOP para salir", "STOP para salir, AYUDA para ayuda"), encoding="utf-8"
        )
    with (folder / "campaign.yaml").open("a") as file:
        file.write(past)
    checked = CliRunner().invoke(command, ["--campaign", str(folder)]).output
    at = settings.model_copy(update={"campaign": folder})
    found = next(one for one in doctor._campaign(at) if one.subject == "campaign")

    number = checked.count(": warning: ")
    assert number > 0 or not past
    assert f"{number} warning" in found.what
    assert (f"{number} warning" in checked) == bool(number)
