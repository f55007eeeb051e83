"""Every talking sheet of the real province to PDF with the one command that people use, its start-up included."""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.bench.race import Row, bench, race

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = ROOT / "workspace" / "brabant"
SHEETS = 61  # municipalities, administrative regions and the province


@cache
def province() -> dict[str, str]:
    """An environment with the real province in a database of its own."""
    folder = tempfile.mkdtemp(prefix="samenhang-bench-")
    environment = {**os.environ, "VAR": folder, "WORKSPACE": str(WORKSPACE), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DATABASE_URL", None)
    samenhang("load", environment=environment)
    return environment


def samenhang(*words: str, environment: dict[str, str]) -> str:
    said = subprocess.run(
        [sys.executable, "-m", "samenhang", *words], env=environment, text=True, capture_output=True, check=True
    )
    return said.stdout


@cache
def codes() -> tuple[str, ...]:
    """The province, the regions whose parts are neighbours, and the municipalities of today."""

    def rows(table: str) -> list[dict[str, str]]:
        with (WORKSPACE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    neighbours = {row["code"] for row in rows("divisions") if row["neighbours"] == "yes"}
    regions = {row["whole"] for row in rows("memberships") if row["division"] in neighbours}
    whole = next(row["code"] for row in rows("areas") if row["kind"] == "province")
    towns = [
        row["code"]
        for row in rows("areas")
        if row["parent"] == whole and row["kind"] == "municipality" and not row["valid_to"]
    ]
    found = (whole, *sorted(regions), *towns)
    if len(found) != SHEETS:
        raise ValueError(f"Expected {SHEETS} areas, got {len(found)}. Is the workspace still the same?")
    return found


@bench("talking-sheets")
def sheets() -> Iterator[Row]:
    environment, folder = province(), tempfile.mkdtemp(prefix="samenhang-sheets-")
    name = f"{SHEETS} talking sheets to PDF, from the shell"
    yield race(
        name, lambda: samenhang("talking", *codes(), "--pdf", folder, environment=environment), runs=3, at_most=10.0
    )
