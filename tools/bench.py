"""Run the benches of tests/bench and say which bounds hold: python tools/bench.py [NAME | ONLY=NAME]

Without a name (argument or environment variable ONLY) all run; with one, those whose name starts with it.
Ends with 0 when every bound holds, 1 when one is missed, 2 when there is no such bench.
"""

import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (44, 10, 10, 8, 22, 3)


def main(arguments: list[str]) -> int:
    sys.path.insert(0, str(ROOT))
    race = importlib.import_module("tests.bench.race")
    for path in sorted((ROOT / "tests/bench").glob("bench_*.py")):
        importlib.import_module(f"tests.bench.{path.stem}")
    only = (arguments[0] if arguments else os.environ.get("ONLY", "")).removeprefix("ONLY=")
    chosen = {name: function for name, function in race.BENCHES.items() if name.startswith(only)}
    if not chosen:
        known = ", ".join(sorted(race.BENCHES))
        print(f"Expected the name of a bench, got {only!r}. Choose one of: {known}.", file=sys.stderr)
        return 2
    missed = 0
    show(race.HEADER)
    for function in chosen.values():
        for row in function():
            show(row.cells)
            missed += not row.ok
    if missed:
        print(
            f"{missed} missed. Run again on a quiet machine with 2 cores before looking for the cause.", file=sys.stderr
        )
    return 1 if missed else 0


def show(cells: tuple[str, ...]) -> None:
    print(" | ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
