"""A delivery that somebody offers on a page: held apart while its dry run is read; nothing of it is in the record yet."""

import re
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

LIFE = timedelta(days=1)
TOKEN = re.compile(r"[0-9a-f]{16}")
LONGEST = 80


def _folder() -> Path:
    return Path(settings.VAR) / "offered"


def offer(token: str, name: str, chunks: Iterable[bytes], *, at: datetime) -> Path:
    """Hold a file under a token, by the name that it came with; what was offered more than a day ago goes."""
    for old in _folder().glob("*"):
        if old.stat().st_mtime < (at - LIFE).timestamp():
            shutil.rmtree(old, ignore_errors=True)
    folder = _folder() / token
    folder.mkdir(parents=True)
    file = folder / (re.sub(r"[^\w.() -]", "_", name)[-LONGEST:].strip(" .") or "delivery")
    with file.open("wb") as out:
        out.writelines(chunks)
    return file


def offered(token: str) -> Path | None:
    """The file that is held under a token, as long as it is there."""
    if not TOKEN.fullmatch(token):
        return None
    return next((_folder() / token).glob("*"), None)


def forget(token: str) -> None:
    """Let go of a file: it was written, refused, or not wanted."""
    if TOKEN.fullmatch(token):
        shutil.rmtree(_folder() / token, ignore_errors=True)
