"""A workspace with other borders or more figures, loaded through the real door: the acts read its files, not its rows."""

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from django.utils import timezone

from samenhang.ground.lexicon.actions import load_folder
from samenhang.ground.people.models import Installer
from samenhang.insight.evidence import actions

ROOT = Path(__file__).parents[2]
TINY = ROOT / "workspace" / "tiny"
DELIVERY = "deliveries/telling-2024.csv"


def counted(area: str, period: str, value: object, indicator: str = "TI04", **more: str) -> str:
    """A line of the fictional count: registered residents, unless `more` says otherwise."""
    said = {
        "eenheid": "tn-personen", "toestand": "definitief", "zekerheid": "precies", "definitie": "TD05",
        "grondslag": "woont hier", "publicatie": "TX06", "woorden": "geteld", "merk": "", **more,
    }  # fmt: skip
    cells = [area, period, indicator, str(value), *said.values()]
    return ",".join(cells) + "\n"


def changed(folder: Path, name: str, lines: Mapping[str, str | None] | None = None, extra: Iterable[str] = ()) -> None:
    """A file of the workspace with text replaced in the lines that hold it, lines left out (None), and lines more."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    for before, after in (lines or {}).items():
        found = text.splitlines(keepends=True)
        assert any(before in line for line in found), before
        text = "".join(
            line if before not in line else line.replace(before, after or "")
            for line in found
            if after is not None or before not in line
        )
    file.write_text(text + "".join(extra), encoding="utf-8")


def row(file: Path, **values: str) -> str:
    """A line for this file with these values, and nothing in its other columns."""
    with file.open(encoding="utf-8", newline="") as read:
        names = next(csv.reader(read))
    out = io.StringIO()
    csv.DictWriter(out, names, lineterminator="\n").writerow({**dict.fromkeys(names, ""), **values})
    return out.getvalue()


def province(tmp_path: Path, like: Path = TINY) -> Path:
    """A copy of a workspace, to be changed."""
    folder = tmp_path / like.name
    shutil.copytree(like, folder)
    return folder


def loaded(folder: Path, seat: object) -> None:
    """Load this workspace with its deliveries."""
    now = timezone.now()
    found = load_folder(str(folder), by=Installer(), at=now)
    actions.deliver_all(found, by=seat, at=now, say=lambda line: None, reason="Other borders, for this test.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The fictional province without its figure of a municipality for a year in which this did not exist."""
    made = province(tmp_path)
    changed(made, DELIVERY, {"TG03,2022,TI04": None})
    return made
