"""The deeds of evidence: the straight line of a figure (`line`), the copy that can be queried (`fill`), and the choice (`read`)."""

from samenhang.insight.evidence.actions.fill import fill
from samenhang.insight.evidence.actions.line import CannotReceive, compute, deliver, deliver_all, receive, tidy
from samenhang.insight.evidence.actions.read import read

__all__ = ["CannotReceive", "compute", "deliver", "deliver_all", "fill", "read", "receive", "tidy"]
