"""The deeds of governance: recording a decision (`decide`), and playing the worked example of a workspace (`example`)."""

from samenhang.steering.governance.actions.decide import CannotDecide, decide
from samenhang.steering.governance.actions.example import ExampleError, play_example, play_session

__all__ = ["CannotDecide", "ExampleError", "decide", "play_example", "play_session"]
