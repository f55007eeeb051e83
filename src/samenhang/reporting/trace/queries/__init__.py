"""Questions to the trace: the page of a ref, the same as plain lines for the shell, and the logbook."""

from samenhang.reporting.trace.queries.log import Log, acts, day_of, head, searched
from samenhang.reporting.trace.queries.page import Page, file_of, page
from samenhang.reporting.trace.queries.plain import lines
from samenhang.reporting.trace.queries.refs import NoSuchRef, address_of, page_of

__all__ = [
    "Log",
    "NoSuchRef",
    "Page",
    "acts",
    "address_of",
    "day_of",
    "file_of",
    "head",
    "lines",
    "page",
    "page_of",
    "searched",
]
