"""Questions to the reports: what one would say today, what a published one says, and its PDF."""

from samenhang.reporting.reports.queries.document import NoSuchReport, document, published
from samenhang.reporting.reports.queries.listed import areas_with_reports, is_example, reports
from samenhang.reporting.reports.queries.pdf import pdf_of
from samenhang.screen.paper import CannotPrint

__all__ = [
    "CannotPrint",
    "NoSuchReport",
    "areas_with_reports",
    "document",
    "is_example",
    "pdf_of",
    "published",
    "reports",
]
