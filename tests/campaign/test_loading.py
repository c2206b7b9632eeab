"""Files that change while Clarion runs, and files that cannot be read."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from bot.campaign import CampaignSource, check, load, loading
from bot.errors import CampaignError
from tests.campaign.broken_files import GOOD


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good campaign whose files are looked at on every call."""
    monkeypatch.setattr(loading, "SWEEP_S", 0.0)
    shutil.copytree(GOOD, tmp_path / "flows")
    return tmp_path / "flows"


def change(path: Path, old: str, new: str) -> None:
    """Change a file, so that its stamp is another one even on coarse clocks."""
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    os.utime(path, ns=(os.stat(path).st_mtime_ns + 10**9,) * 2)


def test_changed_file_is_swapped_in(folder: Path) -> None:
    source = CampaignSource(folder)
    before = source.current()
    change(folder / "call.yaml", "Every call counts", "Each call counts")

    after = source.current()

    assert after is not before
    assert after.hash != before.hash
    assert "Each call counts" in after.flows["call"].steps["thanks"].say.by_lang["en"].source  # type: ignore[union-attr]


def test_broken_file_leaves_the_running_version_and_says_why(folder: Path) -> None:
    source = CampaignSource(folder)
    before = source.current()
    change(folder / "call.yaml", "go: thanks", "go: thank")

    assert source.current() is before
    assert "no step 'thank' in this flow. Did you mean 'thanks'?" in str(source.problems[0])

    change(folder / "call.yaml", "go: thank\n", "go: thanks  # mended\n")
    assert source.current() is not before
    assert source.problems == ()


def test_new_and_deleted_files_are_noticed(folder: Path) -> None:
    source = CampaignSource(folder)
    text = (folder / "call.yaml").read_text("utf-8")
    more = text.replace("flow: call", "flow: more").replace("[call]", "[more]")
    (folder / "more.yaml").write_text(more.replace("[llamar, llama]", "[mas]"), "utf-8")
    assert "more" in source.current().flows

    (folder / "more.yaml").unlink()
    assert "more" not in source.current().flows


def test_files_are_looked_at_once_a_second_at_most(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "SWEEP_S", 3600.0)
    source = CampaignSource(folder)
    before = source.current()
    change(folder / "call.yaml", "Every call counts", "Each call counts")

    assert source.current() is before


def test_folder_that_vanishes_leaves_the_running_version(folder: Path) -> None:
    source = CampaignSource(folder)
    before = source.current()
    shutil.rmtree(folder)

    assert source.current() is before
    assert "campaign.yaml" in str(source.problems[0])


def test_many_threads_may_ask_at_once(folder: Path) -> None:
    source = CampaignSource(folder)
    found: list[str] = []

    def ask() -> None:
        found.extend(source.current().name for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(found) == {"Good"}
    assert len(found) == 120


def test_campaign_that_cannot_run_is_not_started(folder: Path) -> None:
    change(folder / "call.yaml", "go: thanks", "go: thank")

    with pytest.raises(CampaignError, match="no step 'thank'"):
        CampaignSource(folder)


def test_no_campaign_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match="clarion new"):
        load(tmp_path)


def test_file_that_is_too_big_is_not_parsed(folder: Path) -> None:
    (folder / "big.yaml").write_bytes(b"# " + b"x" * 10_000_000)

    assert "larger than 256 kB" in str(check(folder)[0])


def test_file_that_is_not_text_is_told(folder: Path) -> None:
    (folder / "odd.yaml").write_bytes(b"\xff\xfe\x00flow")

    assert any("not UTF-8" in str(problem) for problem in check(folder))


def test_all_problems_come_at_once_in_file_order(folder: Path) -> None:
    change(folder / "call.yaml", "go: thanks", "go: thank")
    change(folder / "join.yaml", "tag: joined", "tagg: joined")
    change(folder / "campaign.yaml", "America/New_York", "Chicago")

    paths = [problem.path for problem in check(folder) if problem.severity == "error"]

    assert paths == ["campaign.yaml", "call.yaml", "join.yaml"]


@pytest.mark.parametrize("value", ["YES", "no", "12:30", "+15551234567", "0x10", "1e3", "null x"])
def test_every_scalar_stays_text(folder: Path, value: str) -> None:
    change(folder / "call.yaml", '"Thank you! Every call counts."', value)

    campaign = load(folder)

    assert campaign.flows["call"].steps["thanks"].say.by_lang["en"].source == value  # type: ignore[union-attr]


def test_two_hundred_flows_load_and_check_quickly(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "call.yaml").read_text("utf-8")
    for n in range(200):
        body = text.replace("flow: call", f"flow: more{n}").replace("[call]", f"[more{n}]")
        body = body.replace("[llamar, llama]", f"[mas{n}]")
        (tmp_path / f"more{n}.yaml").write_text(body, encoding="utf-8")
    begun = time.process_time()

    assert [p for p in check(tmp_path) if p.severity == "error"] == []
    assert time.process_time() - begun < 2.0
