"""The deeds of governance: deciding (`decide`), keeping track (`track`), and playing a workspace's worked example (`example`)."""

from samenhang.steering.governance.actions.decide import CannotDecide, decide
from samenhang.steering.governance.actions.example import ExampleError, play_example, play_session
from samenhang.steering.governance.actions.track import CannotTrack, handle, learn, link, may_follow

__all__ = [
    "CannotDecide",
    "CannotTrack",
    "ExampleError",
    "decide",
    "handle",
    "learn",
    "link",
    "may_follow",
    "play_example",
    "play_session",
]
