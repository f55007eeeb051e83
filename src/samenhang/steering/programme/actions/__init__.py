"""The deeds of the programme: proposing and changing a measure, moving it a step, and saying what became of a pledge."""

from samenhang.steering.programme.actions.measures import move, propose
from samenhang.steering.programme.actions.pledges import follow_up
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed

__all__ = ["CannotProgramme", "Changed", "follow_up", "move", "propose"]
