"""The pages of the futures, one module a subject."""

from samenhang.weighing.futures.views.scenarios import scenarios

__all__ = ["scenarios"]
