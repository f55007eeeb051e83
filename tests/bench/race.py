"""A race: our code beside a peer in one run on one machine, judged by a bound on seconds, on the ratio, or on both.

A bench is a generator of rows in `tests/bench/bench_<subject>.py`, registered by name:

    @bench("smaa-joint")
    def joint() -> Iterator[Row]:
        data = samples()  # heavy set-up: a function under functools.cache, so that benches share it
        yield race("1e5 samples", lambda: ours(data), lambda: peer(data), at_most=0.3, at_least=4.0)

`python tools/bench.py [NAME]` runs them all, or those whose name starts with NAME.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter

HEADER = ("name", "ours", "peer", "ratio", "bound", "ok")
BENCHES: "dict[str, Callable[[], Iterator[Row]]]" = {}


@dataclass(frozen=True)
class Row:
    """One line of the table: medians in seconds, and what they should have been."""

    name: str
    ours: float
    peer: float | None = None
    at_most: float | None = None  # seconds for ours
    at_least: float | None = None  # times as fast as the peer

    @property
    def ratio(self) -> float | None:
        return None if self.peer is None else self.peer / self.ours

    @property
    def ok(self) -> bool:
        slow = self.at_most is not None and self.ours > self.at_most
        overtaken = self.at_least is not None and (self.ratio is None or self.ratio < self.at_least)
        return not slow and not overtaken

    @property
    def cells(self) -> tuple[str, ...]:
        bounds = [] if self.at_most is None else [f"<= {seconds(self.at_most)}"]
        bounds += [] if self.at_least is None else [f">= {self.at_least:.1f}x"]
        ratio = "-" if self.ratio is None else f"{self.ratio:.1f}x"
        peer = "-" if self.peer is None else seconds(self.peer)
        return self.name, seconds(self.ours), peer, ratio, ", ".join(bounds) or "-", "yes" if self.ok else "NO"


def bench(name: str) -> Callable[[Callable[[], Iterator[Row]]], Callable[[], Iterator[Row]]]:
    """Register a bench by its name."""

    def register(function: Callable[[], Iterator[Row]]) -> Callable[[], Iterator[Row]]:
        if name in BENCHES:
            raise ValueError(f"Expected a name of its own for each bench, got {name!r} twice. Rename one.")
        BENCHES[name] = function
        return function

    return register


def race(
    name: str,
    ours: Callable[[], object],
    peer: Callable[[], object] | None = None,
    *,
    runs: int = 5,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Row:
    """Medians of `runs` runs after one to warm up; ours and the peer take turns, so that noise hits both."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 1):
        for lap, runner in zip(times, (ours, peer), strict=True):
            if runner is not None:
                start = perf_counter()
                runner()
                if run:
                    lap.append(perf_counter() - start)
    return Row(name, median(times[0]), median(times[1]) if times[1] else None, at_most, at_least)


def seconds(time: float) -> str:
    return f"{time:.3f} s" if time >= 0.1 else f"{1000 * time:.2f} ms"
