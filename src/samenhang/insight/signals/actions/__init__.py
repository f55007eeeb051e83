"""What people can do with signals. Sending and writing back are ordinary rows; what the desk vouches for are acts."""

from samenhang.insight.senders.actions import NotNow, knock, new_code, opened, spend
from samenhang.insight.signals.actions.desk import (
    answer,
    ask,
    close_signal,
    enter,
    guard,
    pass_on,
    release,
    reopen,
    resume,
    take,
    translate,
)
from samenhang.insight.signals.actions.joined import merge, split, unmerge
from samenhang.insight.signals.actions.refused import CannotHandle
from samenhang.insight.signals.actions.requests import reply, request
from samenhang.insight.signals.actions.sender import Sent, due, send, write_back
from samenhang.insight.signals.actions.sort import sort

__all__ = [
    "CannotHandle",
    "NotNow",
    "Sent",
    "answer",
    "ask",
    "close_signal",
    "due",
    "enter",
    "guard",
    "knock",
    "merge",
    "new_code",
    "opened",
    "pass_on",
    "release",
    "reopen",
    "reply",
    "request",
    "resume",
    "send",
    "sort",
    "spend",
    "split",
    "take",
    "translate",
    "unmerge",
    "write_back",
]
