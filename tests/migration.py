"""`make migration NAME=what_it_is`: a migration for what the tables in code have that the record
does not, written by Alembic against a PostgreSQL of its own that was migrated to head."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.store import migrate
from bot.store.record import as_sqlalchemy_url
from tests.servers import postgres_databases, private_folder

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def write(database_url: str, name: str, folder: Path | None = None) -> Path:
    """Write NNNN_name.py beside the others, or in `folder`; `database_url` is at head.

    Raises: ValueError for a name that is no name, or where nothing has changed.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' is not a name: small letters, digits and _, like held_reports")
    if not migrate.differences(database_url):
        raise ValueError("the tables are what the migrations make: change bot/store/tables/ first")
    number = f"{int(migrate.head()) + 1:04}"
    config = Config()
    migrations = Path(migrate.__file__).parent / "migrations"
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", f"{number}_{name}")
    if folder is not None:
        config.set_main_option("version_locations", f"{migrations / 'versions'}:{folder}")
    engine = create_engine(as_sqlalchemy_url(database_url))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        script = command.revision(
            config, name.replace("_", " "), autogenerate=True, rev_id=number,
            version_path=str(folder or migrations / "versions"),
        )  # fmt: skip
    engine.dispose()
    if script is None or isinstance(script, list):
        raise ValueError("Alembic wrote no migration")
    path = Path(script.path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.strip().startswith("# ###")))
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "-q", "--fix-only", path], check=True)
    subprocess.run([*ruff, "format", "-q", path], check=True)
    return path


def main(name: str) -> int:
    """Write it and say where. 1 where there is nothing to write."""
    with private_folder() as folder, postgres_databases(folder) as databases:
        url = databases.create()
        migrate.upgrade(url)
        try:
            path = write(url, name)
        except ValueError as error:
            print(f"No migration: {error}.")  # noqa: T201 - a command
            return 1
    print(f"Wrote {path}. Read it, and say in its first line what it is for.")  # noqa: T201 - a command
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
