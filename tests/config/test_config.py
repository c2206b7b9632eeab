"""Settings: what is refused, what production insists on, and that each one is documented."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot.config import Settings, load_settings, variable_of
from bot.config.keys import KeyUse
from bot.environment import make_env_file, make_keys, read_env_file
from bot.errors import ConfigError
from bot.running import Running, claim, find_running

_ROOT = Path(__file__).parents[2]
_GOOD = {
    "_env_file": None,
    "secret_key": make_keys().secret_key,
    "data_key": make_keys().data_key,
    "environment": "production",
    "public_url": "https://text.example.org",
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_token": "a token",
    "twilio_from": "+12025550100",
}

# One wrong setting of a good production set, and what the refusal must name.
_WRONG_IN_PRODUCTION = [
    ({"public_url": "http://text.example.org"}, "PUBLIC_URL"),
    ({"public_url": ""}, "PUBLIC_URL"),
    ({"twilio_account_sid": ""}, "TWILIO_ACCOUNT_SID"),
    ({"twilio_account_sid": "AC00000000" + "1" * 24}, "made-up"),
    ({"twilio_auth_token": ""}, "TWILIO_AUTH_TOKEN"),
    ({"twilio_from": ""}, "TWILIO_MESSAGING_SERVICE_SID"),
    ({"twilio_api_base_url": "http://127.0.0.1:8010"}, "TWILIO_API_BASE_URL"),
]
_WRONG_ANYWHERE = [
    ({"secret_key": "short"}, "CLARION_SECRET_KEY: must be at least 32"),
    ({"data_key": "c2hvcnQ="}, "CLARION_DATA_KEY: must be base64 of 32 bytes"),
    ({"data_key": "not base64!"}, "CLARION_DATA_KEY: must be base64 of 32 bytes"),
    ({"data_key": "A" * 43 + "="}, "CLARION_DATA_KEY: is not random"),  # 32 zeros
    ({"data_key": "c" * 43 + "="}, "CLARION_DATA_KEY: is not random"),
    ({"secret_key": "0" * 64}, "CLARION_SECRET_KEY: is not random"),
    ({"secret_key": "change-" + "e" * 40}, "CLARION_SECRET_KEY: is not random"),
    ({"by_text_most": 5000}, "CLARION_BY_TEXT_MOST"),
    ({"silent_days": 0}, "CLARION_SILENT_DAYS"),
    ({"look_up_again_days": 0}, "CLARION_LOOK_UP_AGAIN_DAYS"),
    ({"look_up_silent": "perhaps"}, "CLARION_LOOK_UP_SILENT"),
    ({"security_contact": "security@example.org"}, "CLARION_SECURITY_CONTACT: write it like"),
    ({"security_contact": "mailto:a@b.org\nX: y"}, "CLARION_SECURITY_CONTACT: write it like"),
    ({"data_key": " , "}, "CLARION_DATA_KEY: is empty"),
    ({"public_url": "text.example.org"}, "PUBLIC_URL: must start with"),
    ({"port": 70000}, "PORT: "),
    ({"environment": "staging"}, "CLARION_ENV: "),
    ({"send_rate_per_s": 0}, "CLARION_SEND_RATE_PER_S: "),
    ({"unknown_then": "perhaps"}, "CLARION_UNKNOWN_THEN: Input should be 'send' or 'ask'"),
    ({"most_a_day": 0}, "CLARION_MOST_A_DAY: Input should be greater than or equal to 1"),
    ({"most_a_day": "many"}, "CLARION_MOST_A_DAY: Input should be a valid integer"),
    ({"most_a_week": 0}, "CLARION_MOST_A_WEEK: Input should be greater than or equal to 1"),
    ({"most_a_day": 5, "most_a_week": 4}, "CLARION_MOST_A_WEEK: 4 a week is less than the 5 a day"),
    (
        {"brake_filtered_percent": 0},
        "CLARION_BRAKE_FILTERED_PERCENT: Input should be greater than 0",
    ),
    ({"brake_filtered_percent": "nan"}, "CLARION_BRAKE_FILTERED_PERCENT: "),
    ({"brake_filtered_least": 0}, "CLARION_BRAKE_FILTERED_LEAST: "),
    (
        {"brake_failed_percent": 101},
        "CLARION_BRAKE_FAILED_PERCENT: Input should be less than or equal to 100",
    ),
    ({"brake_failed_least": -1}, "CLARION_BRAKE_FAILED_LEAST: "),
    ({"undo_s": -1}, "CLARION_UNDO_S: "),
    ({"undo_s": "inf"}, "CLARION_UNDO_S: "),
    ({"undo_from": 0}, "CLARION_UNDO_FROM: "),
    ({"sender_type": "pigeon"}, "CLARION_SENDER_TYPE: must be one of: long-code, toll-free"),
    ({"prices": "sms=cheap"}, "CLARION_PRICES: must be like sms=0.0113"),
    ({"prices": "0.0113"}, "CLARION_PRICES: must be like sms=0.0113"),
    ({"prices": "sms=-1"}, "CLARION_PRICES: must be like sms=0.0113"),
    ({"prices": "fax=1"}, "CLARION_PRICES: must be like sms=0.0113"),
    ({"caused_by_one": 0}, "CLARION_CAUSED_BY_ONE: "),
    ({"caused_to_one": 0}, "CLARION_CAUSED_TO_ONE: "),
    ({"caused_kinds": "pigeons=3"}, "CLARION_CAUSED_KINDS: must be like event_moved_up=3"),
    ({"caused_kinds": "event_guests=few"}, "CLARION_CAUSED_KINDS: must be like"),
    ({"guest_news_minutes": 0}, "CLARION_GUEST_NEWS_MINUTES: "),
    ({"notice_minutes": 2000}, "CLARION_NOTICE_MINUTES: "),
    ({"danger_notices": 0}, "CLARION_DANGER_NOTICES: "),
    ({"replies_per_area": "1312=5"}, "CLARION_REPLIES_PER_AREA: must be like area=4000"),
    ({"replies_per_area": "area=few"}, "CLARION_REPLIES_PER_AREA: must be like area=4000"),
    ({"answered": "US, MX"}, "CLARION_ANSWERED: MX: no country under +1"),
    ({"answered": "US, +52"}, "CLARION_ANSWERED: write countries and beginnings"),
    ({"airings_a_day": 1}, "CLARION_AIRINGS_A_DAY: "),
    ({"guesses": 0}, "CLARION_GUESSES: "),
    ({"guesses_all": 0}, "CLARION_GUESSES_ALL: "),
    ({"let_in": "perhaps"}, "CLARION_LET_IN: "),
    ({"call_minutes_a_day": -1}, "CLARION_CALL_MINUTES_A_DAY: "),
    ({"calls_an_hour": 0}, "CLARION_CALLS_AN_HOUR: "),
    ({"call_rings_s": 1}, "CLARION_CALL_RINGS_S: "),
    ({"call_limit_s": 20_000}, "CLARION_CALL_LIMIT_S: "),
    ({"called_from_s": 0}, "CLARION_CALLED_FROM_S: "),
    ({"text_callers": "perhaps"}, "CLARION_TEXT_CALLERS: "),
    ({"calls_at_once": 0}, "CLARION_CALLS_AT_ONCE: "),
    ({"call_me": "perhaps"}, "CLARION_CALL_ME: "),
    ({"calls_back_a_day": 21}, "CLARION_CALLS_BACK_A_DAY: "),
    ({"line_try_every_s": 29}, "CLARION_LINE_TRY_EVERY_S: "),
    ({"line_tries_a_day": -1}, "CLARION_LINE_TRIES_A_DAY: "),
    ({"calls_per_s": 0}, "CLARION_CALLS_PER_S: "),
]


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(variable_of(field), raising=False)
    monkeypatch.chdir(tmp_path)


def test_good_production_settings_load() -> None:
    assert load_settings(**_GOOD).environment == "production"


@pytest.mark.parametrize(("change", "named"), _WRONG_IN_PRODUCTION)
def test_production_refuses(change: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load_settings(**{**_GOOD, **change})
    assert load_settings(**{**_GOOD, **change, "environment": "development"})


@pytest.mark.parametrize(("change", "said"), _WRONG_ANYWHERE)
def test_wrong_setting_is_named_and_not_shown(change: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(**{**_GOOD, "environment": "test", **change})
    assert said in str(caught.value)
    assert "not base64!" not in str(caught.value)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(**{**_GOOD, "public_url": "", "twilio_account_sid": "", "twilio_from": ""})
    assert len(str(caught.value).splitlines()) == 3


def test_no_settings_at_all_names_both_keys_and_the_mend() -> None:
    with pytest.raises(ConfigError, match=r"CLARION_SECRET_KEY(.|\n)*CLARION_DATA_KEY") as caught:
        load_settings()
    assert "clarion keys new >> .env" in str(caught.value)


def test_environment_wins_over_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    make_env_file(Path(".env"), 8010)
    monkeypatch.setenv("PORT", "8123")
    settings = load_settings()
    assert settings.environment == "development"
    assert settings.port == 8123
    assert settings.is_simulated
    assert settings.is_made_up


@pytest.mark.parametrize(
    ("kind", "rate"), [("long-code", 1), ("toll-free", 3), ("10dlc-a-b", 75), ("short-code", 100)]
)
def test_kind_of_sender_gives_its_rate(
    monkeypatch: pytest.MonkeyPatch, kind: str, rate: int
) -> None:
    monkeypatch.setenv("CLARION_SENDER_TYPE", kind)
    assert load_settings(**_GOOD).send_rate_per_s == rate
    monkeypatch.setenv("CLARION_SEND_RATE_PER_S", "42")
    assert load_settings(**_GOOD).send_rate_per_s == 42


def test_price_table_is_read_and_what_is_left_out_stays() -> None:
    assert load_settings(**_GOOD, prices="sms=0.02").prices == {"sms": 0.02, "mms": 0.03}


def test_every_setting_is_in_the_docs_and_nothing_else() -> None:
    text = (_ROOT / "docs/running.md").read_text(encoding="utf-8")
    tables = text.split("## Settings", 1)[1].split("\n## ", 1)[0]
    documented = re.findall(r"^\| `([A-Z_]+)` \|", tables, re.MULTILINE)
    there = {variable_of(field) for field in Settings.model_fields}
    assert sorted(there - set(documented)) == [], "give it a line in docs/running.md, “Settings”"
    assert sorted(set(documented) - there) == [], "docs/running.md has settings that are not there"
    assert len(documented) == len(set(documented))


def test_every_setting_says_what_it_is() -> None:
    bare = [name for name, field in Settings.model_fields.items() if not field.description]
    assert bare == [], "a field of bot/config/ has a description"


def test_every_variable_in_the_docs_exists() -> None:
    text = (_ROOT / "docs/running.md").read_text(encoding="utf-8")
    known = {variable_of(field) for field in Settings.model_fields}
    named = set(re.findall(r"\b(?:CLARION|TWILIO)_[A-Z_]+\b", text))
    assert named <= known


def test_first_env_file_is_private_and_has_fresh_keys(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert make_env_file(one, 8010)
    assert make_env_file(two, 8010)
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert read_env_file(one)["CLARION_DATA_KEY"] != read_env_file(two)["CLARION_DATA_KEY"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("kind", ["file", "link to nothing"])
def test_env_file_that_is_there_is_never_touched(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ".env"
    if kind == "file":
        path.write_text("CLARION_DATA_KEY=old\n")
    else:
        path.symlink_to(tmp_path / "nothing")
    assert not make_env_file(path, 8010)
    assert kind != "file" or path.read_text() == "CLARION_DATA_KEY=old\n"
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("content", "lines"),
    [("A=1\nno setting\n", "2"), ('A="open\nB=2\n', "1"), ("A=1\nB\n", "2"), ("=1\n", "1")],
)
def test_env_file_with_a_bad_line_is_refused_by_number(
    tmp_path: Path, content: str, lines: str
) -> None:
    path = tmp_path / ".env"
    path.write_text(content)
    with pytest.raises(ConfigError, match=f"line {lines}"):
        read_env_file(path)


def test_env_file_keeps_comments_quotes_and_export() -> None:
    Path(".env").write_text("# note\nexport A=1\nB=\"two words # no note\"\nC='3' # note\n\n")
    assert read_env_file(Path(".env")) == {"A": "1", "B": "two words # no note", "C": "3"}


def test_settings_find_what_is_running_unless_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = claim(tmp_path / "data")
    held.tell(
        Running(1, "http://127.0.0.1:1", "", {"DATABASE_URL": "postgresql:///a", "PORT": "9"})
    )
    monkeypatch.setenv("PORT", "10")
    good = {**_GOOD, "data_dir": tmp_path / "data"}
    good.pop("_env_file")
    settings = load_settings(**good)
    assert settings.database_url.get_secret_value() == "postgresql:///a"
    assert settings.port == 10
    held.release()
    assert find_running(tmp_path / "data") is None
    assert load_settings(**good).database_url.get_secret_value() == ""


def test_loopback_in_production_may_be_a_tunnel_to_a_carrier() -> None:
    more = {"environment": "production", "twilio_api_base_url": "https://127.0.0.1:9"}
    assert not load_settings(**{**_GOOD, **more}).is_simulated


@pytest.mark.parametrize(
    ("address", "is_simulated"),
    [
        ("https://api.twilio.com", False),
        ("https://api.dublin.ie1.twilio.com", False),
        ("https://carrier.example", False),
        ("https://127.0.0.1.example.com", False),
        ("http://127.0.0.1:8010", True),
        ("http://localhost:8010", True),
        ("http://[::1]:8010", True),
    ],
)
def test_only_what_is_on_this_machine_is_simulated(address: str, is_simulated: bool) -> None:
    environment = "production" if address.startswith("https://") else "development"
    more = {"environment": environment, "twilio_api_base_url": address}
    assert load_settings(**{**_GOOD, **more}).is_simulated is is_simulated


def test_each_use_of_the_secret_key_has_a_key_of_its_own() -> None:
    settings = load_settings(**_GOOD)
    made = [settings.key_for(use, name) for use in KeyUse for name in ("", "crm", "other")]
    assert len(set(made)) == len(made)
    assert {len(key) for key in made} == {32}
    assert settings.secret_key.get_secret_value().encode() not in made
    assert made == [
        load_settings(**_GOOD).key_for(u, n) for u in KeyUse for n in ("", "crm", "other")
    ]


def test_nothing_but_the_settings_signs_with_the_secret_key_itself() -> None:
    own = {"bot/config/keys.py", "bot/config/__init__.py", "bot/environment.py"}
    used = re.compile(r"settings\.secret_key|secret_key\.get_secret_value")
    found = {
        str(file.relative_to(_ROOT))
        for folder in ("bot", "workers")
        for file in (_ROOT / folder).rglob("*.py")
        if used.search(file.read_text(encoding="utf-8"))
    }
    assert found <= own
