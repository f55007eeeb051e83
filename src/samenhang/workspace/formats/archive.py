"""Archives are looked at before anything in them is read: no bombs, no passwords, no entities in XML."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from samenhang.workspace.check.hints import quoted
from samenhang.workspace.formats.delivery import Delivery, UnreadableError, refuse_page

MOST_FILES = 10_000
LARGEST = 4 * 1024**3  # all files together, unpacked
LARGEST_PART = 256 * 1024**2  # what is read as one piece: shared texts, styles, a list of codes
RATIO = 200  # tables pack to a tenth or a fiftieth; a bomb to a thousandth
SMALL = 1024**2  # below this any ratio does no harm
PIECE = 64 * 1024


@contextmanager
def opened(delivery: Delivery, expected: str) -> Iterator[zipfile.ZipFile]:
    """The archive of a delivery, found harmless by its list of files."""
    with delivery.open() as file:
        start = file.read(512)
        refuse_page(start, expected)
        try:
            with zipfile.ZipFile(file) as archive:
                _refuse_bomb(archive, expected)
                yield archive
        except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
            raise UnreadableError(
                f"expected {expected}, got an archive that is damaged or cut off ({error}): deliver it again"
            ) from None


def _refuse_bomb(archive: zipfile.ZipFile, expected: str) -> None:
    """Refuse by what the archive says of itself; reading never gives more bytes than it said."""
    found = archive.infolist()
    if len(found) > MOST_FILES:
        raise UnreadableError(f"expected {expected}, got an archive of {len(found):,} files: at most {MOST_FILES:,}")
    total = sum(part.file_size for part in found)
    if total > LARGEST:
        raise UnreadableError(
            f"expected {expected}, got an archive that unpacks to {total:,} bytes: at most {LARGEST:,}; "
            "leave out what the source does not use"
        )
    for part in found:
        if part.flag_bits & 1:
            raise UnreadableError(f"{quoted(part.filename)} has a password: deliver the file without it")
        if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1):
            raise UnreadableError(
                f"{quoted(part.filename)} unpacks to {part.file_size:,} bytes from {part.compress_size:,}, more than "
                f"{RATIO} times as many, as no table does: deliver the file as the source publishes it"
            )


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """One file of an archive, read whole."""
    size = archive.getinfo(name).file_size
    if size > LARGEST_PART:
        raise UnreadableError(f"{quoted(name)} unpacks to {size:,} bytes: expected at most {LARGEST_PART:,}")
    return archive.read(name)


def refuse_entities(archive: zipfile.ZipFile, names: Iterable[str]) -> None:
    """Refuse XML that declares a document type: entities that expand without end, or that fetch files, live there.

    Every part is looked at: a workbook may call a sheet as it likes, and what ends in .xml must be XML.
    """
    for name in names:
        with archive.open(name) as part:
            prolog(part, name, must=name.lower().endswith((".xml", ".rels", ".vml")))


def prolog(part: IO[bytes], name: str, *, must: bool = True) -> None:
    """Read until the first element, where a document type cannot come any more. `must`: what is no XML is refused too."""
    begun: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: _refuse_type(name)
    parser.StartElementHandler = lambda *_: begun.append(True)
    while not begun and (piece := part.read(PIECE)):
        try:
            parser.Parse(piece, False)
        except expat.ExpatError as error:
            if not must:
                return
            if not begun:
                raise UnreadableError(f"{quoted(name)} is no XML ({error}): save the file again") from None


def _refuse_type(name: str) -> None:
    raise UnreadableError(
        f"{quoted(name)} declares a document type (DOCTYPE), as no spreadsheet program writes: "
        "open the file in one and save it again"
    )
