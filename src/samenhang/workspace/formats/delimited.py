"""CSV: text with a delimiter, in the encoding that the source declares (UTF-8 when it says nothing)."""

import codecs
import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from samenhang.workspace.check.hints import quoted
from samenhang.workspace.check.text import PIECE, Stream, bytes_problem, stream_of
from samenhang.workspace.formats.delivery import BATCH, Batch, Delivery, Rows, UnreadableError, refuse_page
from samenhang.workspace.kinds import Problem, SourceKind

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "iso-8859-15")
DELIMITERS = (",", ";", "\t", "|")


def read(source: SourceKind, delivery: Delivery) -> Rows:
    """The rows under the names of the first line."""
    encoding = source.layout.get("encoding", "utf-8")
    with delivery.open() as data:
        start = data.read(512)
    refuse_page(start, "comma separated values")
    if start.startswith(b"PK\x03\x04"):
        raise UnreadableError(
            "expected comma separated values, got an archive or workbook: save it as CSV, or declare its kind"
        )
    rows = Rows((), iter(()))
    if problem := _bytes_problem(delivery, encoding):
        rows.problems.append(problem)
        return rows
    text = io.TextIOWrapper(delivery.open(), encoding=encoding, newline="")
    stream = stream_of(delivery.name, text, source.layout.get("delimiter", ","), rows.problems)
    if not stream.header:
        text.close()
        return rows
    rows.columns, rows.batches, rows.close = stream.header, _batches(stream, text), text.close
    return rows


def _batches(stream: Stream, text: io.TextIOWrapper) -> Iterator[Batch]:
    with text:
        while some := list(islice(stream.rows, BATCH)):
            columns = zip(*(cells for _, cells in some), strict=True)
            yield Batch([line for line, _ in some], dict(zip(stream.header, columns, strict=True)))


def _bytes_problem(delivery: Delivery, encoding: str) -> Problem | None:
    """Bytes that are not in the declared encoding. An old one takes any bytes, so UTF-8 under its name is looked for."""
    with delivery.open() as data:
        if encoding.startswith("utf-8"):
            if encoding == "utf-8-sig" and data.read(3) != codecs.BOM_UTF8:
                data.seek(0)
            return bytes_problem(delivery.name, data)
        if _is_utf8(data):
            message = (
                f"[layout] encoding says {quoted(encoding)}, but the file is UTF-8: its letters with accents would come "
                "out wrong; correct the encoding in the source"
            )
            return Problem(delivery.name, 0, "", message)
    return None


def _is_utf8(data: BinaryIO) -> bool:
    """Whether these bytes are UTF-8 and nothing else: letters beyond ASCII, all of them whole."""
    decoder, beyond = codecs.getincrementaldecoder("utf-8")(), False
    try:
        while piece := data.read(PIECE):
            decoder.decode(piece)
            beyond = beyond or not piece.isascii()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return beyond
