"""Pages of the reports: the list and one report, progress, and the talking sheets."""

from samenhang.reporting.reports.views.impact import impact_pdf, impact_sheet
from samenhang.reporting.reports.views.progress import progress, progress_on_paper
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
    "impact_pdf",
    "impact_sheet",
    "pdf",
    "progress",
    "progress_on_paper",
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
