"""The environment as declared values: each variable is read once, checked, and listed for the manual.

`DECLARED` is what `docs/how-to/dev/configuration.md` is checked against, so a variable cannot exist without its sentence.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class EnvError(Exception):
    """A variable has a value that cannot be used; the text is a sentence for whoever started the program."""


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str


DECLARED: dict[str, Variable] = {}


def text(name: str, default: str, meaning: str) -> str:
    """The variable `name`, or `default`. `<name>_FILE` names a file that holds it (for secrets)."""
    DECLARED[name] = Variable(name, default, meaning)
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise EnvError(
                f"{name}_FILE names {file}, which cannot be read ({error.strerror}). Check path and rights."
            ) from None
    return os.environ.get(name, default)


def flag(name: str, default: bool, meaning: str) -> bool:
    value = text(name, "yes" if default else "no", meaning).lower()
    if value not in {"yes", "no", "1", "0", "true", "false"}:
        raise EnvError(f"{name} should be yes or no, but is {value!r}.")
    return value in {"yes", "1", "true"}


def number(name: str, default: int, meaning: str, low: int, high: int) -> int:
    value = text(name, str(default), meaning)
    if not value.isdecimal() or not low <= int(value) <= high:
        raise EnvError(f"{name} should be a whole number from {low} to {high}, but is {value!r}.")
    return int(value)


def database(url: str, var: Path) -> dict[str, object]:
    """Django's settings of one database from a URL: empty (SQLite in `var`), `sqlite:///path` or `postgres(ql)://…`."""
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # `?host=/folder` names the folder of a socket
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if url and parts.scheme != "sqlite":
        raise EnvError(
            f"DATABASE_URL should start with postgres:// or sqlite:///, but starts with {parts.scheme or url!r}."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(unquote(parts.path)) if url else var / "samenhang.sqlite3",
        "OPTIONS": {
            # IMMEDIATE: a writer waits its turn at BEGIN instead of failing halfway; FULL: a sealed act survives a power cut
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
            # 32 MB of pages at hand, and as much in the log before it is taken over: a page that many rows change is written once
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            # ANALYZE looks at ten thousand rows of an index: a tenth of a second, not one for each million figures
            "PRAGMA cache_size=-32000;PRAGMA wal_autocheckpoint=8000;PRAGMA analysis_limit=10000;",
        },
    }
