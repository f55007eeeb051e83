"""The engine under the futures: work in chunks, by whoever has time, added up in one order.

A chunk is a plain message (arrays and numbers) and its answer depends on nothing else, so threads of this process, other
processes and a cluster give the same bits. What comes back is merged while the rest is still being made: totals and final
years are written to their place, counts are whole numbers that are added. Futures x areas x years never exist at once.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import Executor as Pool
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Protocol, TypeVar, cast

import numpy as np

from samenhang.methods.stockflow_kinds import F32, F64, I32, U16

CHUNK = 500  # futures: a tenth of a second of work, so that progress shows and a cancelled run stops soon
LOOK = 2.0  # seconds between two looks whether everybody is alive
ANSWER = "10s"  # how long an address of a cluster may take to answer
LARGE = 2000  # in long runs, so that the adding up does not count; an outcome does not know in which chunks it was made
Item = TypeVar("Item")
Answer = TypeVar("Answer")


def chunks(n: int) -> Iterator[slice]:
    """The futures 0..n in chunks."""
    size = LARGE if n >= 20 * CHUNK else CHUNK
    for first in range(0, n, size):
        yield slice(first, min(first + size, n))


class Executor(Protocol):
    """Who does the work. `map` gives the answers in the order of the items, and holds few of them at a time."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]: ...


class WorkerLost(RuntimeError):
    """Somebody who worked for us was ended from outside; nothing half-made is left, and the run can be started again."""


class _Owned(AbstractContextManager["_Owned"]):
    def close(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Threads(_Owned):
    """This process, with so many threads: all its cores by default. The kernel releases Python's lock."""

    def __init__(self, threads: int | None = None) -> None:
        self.workers = check_workers("threads", threads)

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        if self.workers == 1:
            yield from map(function, items)
            return
        with ThreadPoolExecutor(self.workers) as pool:
            yield from _in_order(pool, function, items, 2 * self.workers)


class Processes(_Owned):
    """So many fresh processes (never forked: a kernel with threads does not survive that), kept until `close`."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = check_workers("processes", workers)
        self.pool = self._fresh()

    def _result(self, task: "Future[Answer]") -> Answer:
        """Wait, and look now and then whether all are alive: who dies in the middle of an answer is not missed otherwise."""
        while True:
            try:
                return task.result(timeout=LOOK)
            except TimeoutError:
                pool = cast(Any, self.pool)
                processes = list((pool._processes or {}).values())
                if any(process.exitcode is not None for process in processes):
                    for process in processes:
                        process.kill()
                    with suppress(OSError):
                        pool._result_queue._writer.close()  # ends the waiting for the rest of an answer
                    raise BrokenProcessPool("a process ended") from None

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        try:
            yield from _in_order(self.pool, function, items, 2 * self.workers, self._result)
        except BrokenProcessPool as broken:
            self.pool.shutdown(wait=False)  # there is nobody left to wait for
            self.pool = self._fresh()
            raise WorkerLost(
                f"Expected {self.workers} processes to finish their futures, but one was ended from outside. "
                "Start the run again; nothing of it was kept."
            ) from broken

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)


class Cluster(_Owned):
    """A Dask cluster at an address such as tcp://scheduler:8786, or a client that is already there (extra `cluster`)."""

    def __init__(self, address: str | object) -> None:
        try:
            from distributed import Client
        except ImportError as missing:
            raise ValueError(
                "Expected the extra 'cluster' for work on a cluster, but it is not installed. "
                "Install samenhang[cluster], or leave the address of the cluster out."
            ) from missing
        try:
            self.client: Any = cast(Any, Client)(address, timeout=ANSWER) if isinstance(address, str) else address
        except (OSError, ValueError, TypeError) as error:
            raise ValueError(
                f"Expected a Dask cluster at {address}, but none answered. Start it, or give its address as tcp://host:8786."
            ) from error
        self.mine = isinstance(address, str)

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        from distributed import KilledWorker

        wide = 2 * max(1, sum(self.client.nthreads().values()))
        waiting: deque[Any] = deque()
        try:
            for item in items:
                waiting.append(self.client.submit(function, item, pure=False))
                if len(waiting) >= wide:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except KilledWorker as killed:
            raise WorkerLost(
                "Expected the cluster to finish its futures, but it kept losing workers. "
                "Look at the cluster and start the run again; nothing of it was kept."
            ) from killed
        finally:
            for task in waiting:  # whoever asked has gone: the rest is not needed
                task.cancel()

    def close(self) -> None:
        if self.mine:
            self.client.close()


@dataclass(frozen=True, eq=False)
class Part:
    """The answer to one chunk: the futures from `first` on."""

    first: int
    totals: F32
    final: F32
    counts: U16  # a chunk is too small to overflow it, and half the size fits the cache


def gather(
    parts: Iterable[Part],
    shape: tuple[int, int, int, int, int],
    tick: Callable[[int], None] | None = None,
    kind: type = np.float32,
    followed: int | None = None,
) -> tuple[F32, F32, I32]:
    """Totals f32[n, T, M], final f32[n, I] and counts i32[T', I, B] of all parts; shape is (n, T, M, I, B), T' is `followed`."""
    n, years, kept, areas, bins = shape
    totals: F32 = np.empty((n, years, kept), kind)
    final: F32 = np.empty((n, areas), kind)
    counts = np.zeros((years if followed is None else followed, areas, bins), np.int32)
    done = 0
    for part in parts:
        end = part.first + len(part.final)
        totals[part.first : end], final[part.first : end] = part.totals, part.final
        counts += part.counts
        done += len(part.final)
        if tick is not None:
            tick(done)
    return totals, final, counts


def edges(bins: int) -> F64:
    """The lower edges f64[bins + 1] of the bins that the kernel counts in."""
    codes = (np.arange(bins + 1, dtype=np.int32) + 2032) << 19
    return codes.view(np.float32).astype(np.float64) - 1.0


def read(counts: I32, shares: F64) -> F64:
    """Quantiles f64[I, T, q] from counts i32[T, I, B]: in proportion between the edges of the bin; 0 is exactly 0."""
    bounds, total = edges(counts.shape[2]), int(counts[0, 0].sum())
    running = np.cumsum(counts, axis=2, dtype=np.int64)
    years, areas, _ = counts.shape
    answer = np.empty((areas, years, len(shares)))
    for place, share in enumerate(shares):
        wanted = share * total
        at = np.minimum((running < wanted).sum(axis=2), counts.shape[2] - 1)
        inside = np.take_along_axis(counts, at[:, :, None], axis=2)[:, :, 0]
        before = np.take_along_axis(running, at[:, :, None], axis=2)[:, :, 0] - inside
        part = np.where(inside > 0, (wanted - before) / np.maximum(inside, 1), 0.0)
        low, high = bounds[at], bounds[at + 1]
        answer[:, :, place] = np.where(at == 0, 0.0, low + (high - low) * part).T
    return answer


def check_workers(what: str, workers: int | None) -> int:
    if workers is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 1024:
        raise ValueError(f"Expected 1 to 1,024 {what}, got {workers!r}. Leave it out to use every core.")
    return workers


def _in_order(
    pool: Pool,
    function: Callable[[Item], Answer],
    items: Iterable[Item],
    wide: int,
    wait: "Callable[[Future[Answer]], Answer]" = Future.result,
) -> Iterator[Answer]:
    waiting: deque[Future[Answer]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= wide:
                yield wait(waiting.popleft())
        while waiting:
            yield wait(waiting.popleft())
    except BrokenExecutor:
        waiting.clear()  # it tells each of them itself, and trips over one that was withdrawn
        raise
    finally:
        for task in waiting:  # whoever asked has gone, or one failed: the rest is not needed
            task.cancel()
