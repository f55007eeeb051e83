"""The pages of the futures, one module a subject."""

from samenhang.weighing.futures.views.lab import lab
from samenhang.weighing.futures.views.rests import begin, model
from samenhang.weighing.futures.views.saved import cancel, compare, future, run, save, saved
from samenhang.weighing.futures.views.scenarios import scenarios

__all__ = ["begin", "cancel", "compare", "future", "lab", "model", "run", "save", "saved", "scenarios"]
