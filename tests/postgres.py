"""A PostgreSQL server of our own on a socket in a folder of its own, gone afterwards."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ALIKE = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
ADVISED = "-c shared_buffers=512MB -c max_wal_size=4GB"  # what docs/how-to/dev/configuration.md advises


def programs() -> Path | None:
    """The folder of the newest server on this machine; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextlib.contextmanager
def server(where: Path) -> Iterator[str]:
    """The address of an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="samenhang-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    control = [*as_user, where / "pg_ctl", "-D", folder / "data", "-w"]
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {ADVISED}"
    try:
        made = [*as_user, where / "initdb", *ALIKE, "-D", folder / "data"]
        subprocess.run(made, **quiet)
        subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], **quiet)
        try:
            yield f"postgres://postgres@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "fast", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
