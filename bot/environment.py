"""The `.env` file: made once, with fresh keys and modes that keep it private; read strictly.

Its one rule: a file that is there is never written to. Losing CLARION_DATA_KEY is losing every
number and name sealed with it.
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import parse_stream

from bot.errors import ConfigError

# Twilio's account ids are 32 random hex digits; eight zeros in front mark one we made up.
MADE_UP_ACCOUNT = "AC00000000"

_TEMPLATE = """\
# Clarion's settings, made by its first start. All of them: docs/running.md.
# Keep this file private, and keep a copy of the keys somewhere safe: without CLARION_DATA_KEY
# the numbers and names in the database cannot be read again, by anyone.
CLARION_ENV=development
CLARION_SECRET_KEY={secret_key}
CLARION_DATA_KEY={data_key}

# A made-up account: texts go to the simulator on this machine, and to no phone.
# To text for real, put your own account, token and sender here and remove
# TWILIO_API_BASE_URL: docs/running.md, "Twilio, step by step".
TWILIO_ACCOUNT_SID={account_sid}
TWILIO_AUTH_TOKEN={auth_token}
TWILIO_FROM=+12025550100
TWILIO_API_BASE_URL=http://127.0.0.1:{simulator_port}
CLARION_SEND_RATE_PER_S=30

# Try broadcasts at any hour of the night. Heeded only while texts go to the simulator: real
# people are always texted in their hours.
CLARION_IGNORE_TEXTING_HOURS=true
"""


@dataclass(frozen=True)
class Keys:
    """A fresh pair: `secret_key` signs, `data_key` (base64 of 32 bytes) seals."""

    secret_key: str
    data_key: str

    def as_lines(self) -> str:
        """The two lines for a `.env` file."""
        return f"CLARION_SECRET_KEY={self.secret_key}\nCLARION_DATA_KEY={self.data_key}\n"


def make_keys() -> Keys:
    """Two fresh keys from the system's randomness."""
    return Keys(secrets.token_urlsafe(48), base64.b64encode(secrets.token_bytes(32)).decode())


def make_env_file(path: Path, simulator_port: int) -> bool:
    """Write a private `.env` (mode 0600) for a first start, whole or not at all.

    Returns False, and touches nothing, if there is one. Raises: ConfigError if the folder cannot
    be written to.
    """
    if path.is_symlink() or path.exists():
        return False
    keys = make_keys()
    content = _TEMPLATE.format(
        secret_key=keys.secret_key,
        data_key=keys.data_key,
        account_sid=MADE_UP_ACCOUNT + secrets.token_hex(12),
        auth_token=secrets.token_hex(16),
        simulator_port=simulator_port,
    )
    try:
        return _write_once(path, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(
            f"cannot write {path.absolute()}: {reason}. Run Clarion in a folder you can write to."
        ) from None


def _write_once(path: Path, content: str) -> bool:
    """Write beside it, then link into place: a link, unlike a rename, never replaces a file."""
    descriptor, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".env.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(name)
    return True


def read_env_file(path: Path) -> dict[str, str]:
    """The names and values in a `.env` file; nothing if there is none.

    python-dotenv skips what it cannot read; here that is an error, since a setting that is
    silently dropped is a setting that is silently wrong.
    Raises: ConfigError naming the line, never its content, which may be a key.
    """
    try:
        with path.open(encoding="utf-8") as file:
            bindings = list(parse_stream(file))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not a text file in UTF-8. Save it as UTF-8 text.") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(f"{path}: cannot be read: {reason}.") from None
    bad = [binding.original.line for binding in bindings if binding.error]
    bad += [b.original.line for b in bindings if b.key is not None and b.value is None]
    if bad:
        lines = ", ".join(str(line) for line in sorted(set(bad)))
        raise ConfigError(
            f"{path}, line {lines}: is not NAME=value. Write one setting a line, and put a value "
            "with spaces or # in double quotes."
        )
    return {b.key: b.value for b in bindings if b.key is not None and b.value is not None}


def is_private(path: Path) -> bool:
    """Whether nobody but its owner may read the file."""
    return stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
