"""Deeds of the reports: the report of an area, and its talking sheet."""

from samenhang.reporting.reports.actions.publish import (
    CannotPublish,
    compare,
    publish,
    publish_area,
    publish_decision,
)
from samenhang.reporting.reports.actions.talking import publish_talk, relate, talking_published

__all__ = [
    "CannotPublish",
    "compare",
    "publish",
    "publish_area",
    "publish_decision",
    "publish_talk",
    "relate",
    "talking_published",
]
