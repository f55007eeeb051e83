"""Assignments and goals as the workspace declares them."""

from samenhang.ground.lexicon.models import Declared, declares


@declares("assignments")
class Assignment(Declared):
    """An assignment of the administration: who gave it, for which period, by which decision."""

    class Meta:
        ordering = ["order"]


@declares("goals")
class Goal(Declared):
    """A goal of an assignment, or a result under a goal, in the words of its source."""

    class Meta:
        ordering = ["order"]
