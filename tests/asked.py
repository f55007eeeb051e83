"""What tests of pages with a list ask: the rows of its file, and how many queries it takes."""

import csv
import io
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def rows_of(response: Any) -> list[list[str]]:
    """The rows of a page's CSV, its header first."""
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def queries_of(client: Any, url: str) -> int:
    """How many questions to the database it takes to show a page."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
