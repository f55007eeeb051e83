"""What people can do with signals. Sending and writing back are ordinary rows; what the desk vouches for are acts."""

from samenhang.insight.senders.actions import NotNow, knock, new_code, opened, spend
from samenhang.insight.signals.actions.bring import bring, fresh, looked, news_of, seen, table_of, watched
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
    "bring",
    "close_signal",
    "due",
    "enter",
    "fresh",
    "guard",
    "knock",
    "looked",
    "merge",
    "new_code",
    "news_of",
    "opened",
    "pass_on",
    "release",
    "reopen",
    "reply",
    "request",
    "resume",
    "seen",
    "send",
    "sort",
    "spend",
    "split",
    "table_of",
    "take",
    "translate",
    "unmerge",
    "watched",
    "write_back",
]
