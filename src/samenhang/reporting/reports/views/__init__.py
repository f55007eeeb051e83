"""Pages of the reports: the list and one report, and the talking sheets."""

from samenhang.reporting.reports.views.reports import guard, pdf, publish, report, reports
from samenhang.reporting.reports.views.talking import (
    publish_talk,
    published_talk,
    published_talk_pdf,
    talk,
    talk_pdf,
    talks,
)

__all__ = [
    "guard",
    "pdf",
    "publish",
    "publish_talk",
    "published_talk",
    "published_talk_pdf",
    "report",
    "reports",
    "talk",
    "talk_pdf",
    "talks",
]
