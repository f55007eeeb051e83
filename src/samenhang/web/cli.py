"""The one door from a shell: `samenhang <verb>`. Each verb prints sentences; a refusal is one sentence and exit 2."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

OLDEST = (3, 11)


class Refused(Exception):
    """What was asked cannot be done; the text is a sentence for whoever asked it."""


def say(line: str) -> None:
    print(line, flush=True)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="samenhang", description="Samenhang: from insight to steering on labour migration."
    )
    verbs = made.add_subparsers(dest="verb", required=True, metavar="verb")
    verbs.add_parser("serve", help="prepare everything and serve (what make run does)")
    load = verbs.add_parser("load", help="read the workspace and load it; nothing changes when any file is wrong")
    load.add_argument("--reason", default="", help="why figures that are shown change, in one sentence")
    receive = verbs.add_parser("receive", help="bring in a delivery of a source")
    receive.add_argument(
        "source",
        help="a source of the workspace; boundaries: those of the municipalities, for the map; "
        "signals: mails and tables with signals, one file or a folder of them",
    )
    what = receive.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="or a folder with the documents of a CBS table"
    )
    what.add_argument("--live", action="store_true", help="fetch the table from the address that the source declares")
    receive.add_argument("--dry-run", action="store_true", help="say per cell what would change, and write nothing")
    receive.add_argument("--publisher", default="", help="of a file with boundaries that does not state it")
    receive.add_argument("--licence", default="", help="of that file")
    receive.add_argument("--reason", default="", help="why figures that are shown change, in one sentence")
    watch = verbs.add_parser("watch", help="look whether there is news in the feeds that the workspace watches")
    watch.add_argument("watches", nargs="*", metavar="watch", help="codes of watches.csv; without any: all of them")
    verify = verbs.add_parser("verify", help="check seals, sheets and figures")
    verify.add_argument("--replay", action="store_true", help="also run every pure computation again")
    verify.add_argument("--mend", action="store_true", help="make the figures again from their sheets first")
    trace = verbs.add_parser("trace", help="where a ref comes from, and what rests on it")
    trace.add_argument("ref")
    report = verbs.add_parser("report", help="publish the report of an area")
    report.add_argument("area")
    report.add_argument("--pdf", type=Path, required=True, metavar="FILE")
    talking = verbs.add_parser("talking", help="write the talking sheets of areas as PDF, one A4 each")
    talking.add_argument("areas", nargs="*", metavar="area", help="codes of areas.csv")
    talking.add_argument("--all", action="store_true", help="every municipality, every region and the province")
    talking.add_argument("--pdf", type=Path, required=True, metavar="FOLDER")
    futures = verbs.add_parser("futures", help="compute a saved future at once, on the figures of today")
    futures.add_argument("future", type=int, help="its number, at the end of the address of its page")
    futures.add_argument(
        "--cluster", default="", metavar="ADDRESS", help="of a Dask cluster, such as tcp://host:8786 (extra cluster)"
    )
    link = verbs.add_parser("link", help="print a sign-in link that works once")
    link.add_argument("--role", default="", metavar="CODE", help="of roles.csv; without it the first role")
    link.add_argument("--area", default="", metavar="CODE", help="of areas.csv: the area that the seat is for")
    link.add_argument("--party", default="", metavar="CODE", help="of parties.csv: on whose behalf it acts")
    verbs.add_parser("migrate", help="create or update the database")
    erase = verbs.add_parser("erase", help="destroy a text or sheet on request")
    erase.add_argument("ref")
    erase.add_argument("reason")
    return made


def main(argv: list[str] | None = None) -> None:
    """Run one verb. Every expected failure is one sentence on stderr and exit 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenhang.web.settings")
    asked = vars(parser().parse_args(argv))
    verb = asked.pop("verb")
    try:
        sys.exit(_run(verb, asked))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever reads our lines has seen enough; keep Python from flushing into the void
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        sys.exit(2)


def _run(verb: str, asked: dict[str, Any]) -> int:
    if sys.version_info < OLDEST:
        raise Refused(
            f"Samenhang needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}. Install a newer one."
        )
    from samenhang.web import env, settings

    writable(settings.VAR)
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3") and verb != "serve" and verb != "migrate":
        name = Path(str(settings.DATABASES["default"]["NAME"]))
        if not name.exists() and verb not in ("load",):
            raise Refused(f"There is no database in {settings.VAR} yet. Run `samenhang load` or `make run` first.")
    del env
    import django

    django.setup()
    from samenhang.web import doors

    deed: Callable[..., int] = getattr(doors, verb)
    return deed(**asked)


def writable(folder: Path) -> None:
    """Make the folder for the data, or say in one sentence why that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused(
            f"The folder {folder} for the database cannot be written ({error.strerror}). Choose another with VAR=… or change its rights."
        ) from None


def _sentence(error: Exception) -> str | None:
    """The sentence of a failure that was foreseen; None for a bug."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from samenhang.web.env import EnvError
    from samenhang.workspace.kinds import WorkspaceError

    if isinstance(error, Refused | EnvError | WorkspaceError):
        return str(error)
    if isinstance(error, DatabaseError | sqlite3.DatabaseError):
        return f"The database cannot be used: {str(error).strip()}. Check DATABASE_URL, or put back a backup of the folder VAR."
    if type(error).__module__.startswith("samenhang.") or isinstance(error, ImproperlyConfigured):
        return str(error)
    return None
