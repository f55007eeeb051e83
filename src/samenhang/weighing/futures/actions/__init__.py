"""Deeds of the futures: where every area starts, saving a setting, and the pure computation of it; and the life of a run."""

from samenhang.weighing.futures.actions.futures import (
    LONGEST_NAME,
    CannotSimulate,
    begin_today,
    save,
    simulate,
    start,
    telling,
)
from samenhang.weighing.futures.actions.runs import (
    CannotRun,
    Stopped,
    ask,
    beat,
    begin,
    cancel,
    fail,
    finish,
)
from samenhang.weighing.futures.queries.start import CannotStart

__all__ = [
    "LONGEST_NAME",
    "CannotRun",
    "CannotSimulate",
    "CannotStart",
    "Stopped",
    "ask",
    "beat",
    "begin",
    "begin_today",
    "cancel",
    "fail",
    "finish",
    "save",
    "simulate",
    "start",
    "telling",
]  # fmt: skip
