"""Runs a command with DATABASE_URL naming a throw-away PostgreSQL server.

    python tests/with_postgres.py PG_CTL COMMAND [ARGUMENT ...]

The server listens on a socket in its own temporary folder only, and keeps nothing: durability is off.
PostgreSQL refuses to run as root, so root hands it to the user `postgres` that Debian's package makes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def postgres(pg_ctl: Path) -> Iterator[str]:
    """Give the DATABASE_URL of a server that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_server: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_server = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_server, str(pg_ctl.with_name(program)), "-D", str(folder / "data"), *arguments]
        # Its own output goes to the log: the server would otherwise keep our pipes open for as long as it lives.
        with (folder / "log").open("a") as log:
            done = subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=False)
        if done.returncode:
            sys.exit(f"{program} failed:\n{(folder / 'log').read_text()}")

    try:
        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "start", "-w", "-o", f"-k {folder} -c listen_addresses='' {CARELESS}")
        try:
            with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as server:
                server.execute("CREATE DATABASE dingen")  # The tests make one of their own beside it.
            yield f"postgres://postgres@/dingen?host={folder}"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    with postgres(Path(sys.argv[1])) as url:
        code = subprocess.call(sys.argv[2:], env={**os.environ, "DATABASE_URL": url})
    sys.exit(code)
