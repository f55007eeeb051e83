"""The documents of a CBS table as one file: a zip with one JSON document for each, as the API gave it.

The canonical bundle, which `pack` writes: each document under `<Name>.json`, in the order of their names, the pages of
observations last as `Observations-0001.json` and on; all dated 1980-01-01 and deflated. Equal documents give equal bytes
(with the same zlib), so a table that did not change makes no new sheet. A zip made by hand is read as well, with the
names that people give: `codes-Perioden.json` is `PeriodenCodes.json`, `measure-codes.json` is `MeasureCodes.json`.
"""

import json
import re
import zipfile
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

from samenhang.workspace.check.hints import did_you_mean, quoted, shown
from samenhang.workspace.formats.archive import part_of
from samenhang.workspace.formats.delivery import UnreadableError, refuse_page

DATED = (1980, 1, 1, 0, 0, 0)
LEVEL = 6
WINDOW = 64 * 1024
ARRAY = re.compile(rb'\s*\{[^\[\]{}]*?"value"\s*:\s*\[')
PAGED = ("observations", "typeddataset")
REQUEST = "Request"  # our own document: what was asked, and how many observations there should be


def pack(documents: Iterable[tuple[str, bytes]], out: BinaryIO) -> None:
    """Write the bundle of these documents: name without `.json` and bytes, in the order of `order`."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, data in documents:
            entry = zipfile.ZipInfo(f"{name}.json", DATED)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, data, compresslevel=LEVEL)


def pack_folder(folder: Path, out: BinaryIO) -> None:
    """The canonical bundle of a folder with the documents of one table."""
    found = {file.stem: file for file in folder.glob("*.json")}
    if not found:
        raise UnreadableError(
            "expected a folder with the documents of a table (Properties.json …), found no .json in it"
        )
    pack(((name, found[name].read_bytes()) for name in sorted(found, key=order)), out)


def order(name: str) -> tuple[bool, str]:
    """Pages come last, since they are many; a client has the rest before it asks for them."""
    return _key(name).startswith(PAGED), name


def _key(name: str) -> str:
    """`codes-Perioden.json`, `Perioden_Codes.json` and `PeriodenCodes` are one name."""
    stem = re.sub(r"[^a-z0-9]", "", name.rpartition("/")[2].removesuffix(".json").lower())
    return f"{stem.removeprefix('codes')}codes" if stem.startswith("codes") and stem != "codes" else stem


class Documents:
    """The documents of one table, by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names: dict[str, str] = {}
        for name in archive.namelist():
            if name.lower().endswith(".json") and not name.rpartition("/")[2].startswith("."):
                if (key := _key(name)) in self.names:
                    raise UnreadableError(f"{quoted(self.names[key])} and {quoted(name)} are one document: keep one")
                self.names[key] = name

    def __contains__(self, name: str) -> bool:
        return _key(name) in self.names

    def file(self, name: str) -> str:
        """The file of a document; refused with the names there are when it is missing."""
        if name not in self:
            files = sorted(self.names.values())
            raise UnreadableError(
                f"the document {name} is missing from the delivery"
                f"{did_you_mean(f'{name}.json', files, 'there are ' + (', '.join(files) or 'none'))}: add {name}.json"
            )
        return self.names[_key(name)]

    def whole(self, name: str) -> dict[str, Any]:
        """One document, read at once."""
        file = self.file(name)
        data = part_of(self.archive, file)
        found = parsed(data, file)
        if not isinstance(found, dict):
            raise UnreadableError(f"{quoted(file)} should hold one JSON object: download it again")
        return found

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The `value` of a document: a list of objects."""
        found = self.whole(name).get("value")
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise UnreadableError(f'{quoted(self.file(name))} should hold a list under "value": download it again')
        return found

    def pages(self, name: str) -> list[str]:
        """The files of a document that comes in pages, in their order: `Observations.json`, `Observations-0001.json` …"""
        found = [key for key in self.names if re.fullmatch(rf"{_key(name)}[0-9]*", key)]
        if not found:
            self.file(name)
        return [self.names[key] for key in sorted(found, key=lambda key: int(key[len(_key(name)) :] or 0))]

    def stream(self, name: str) -> Iterator[list[dict[str, Any]]]:
        """The objects under `value` of every page, some hundreds at a time; numbers stay text, as they were written."""
        for file in (pages := self.pages(name)):
            with self.archive.open(file) as page:
                rest = yield from objects_of(page, file)
            link = rest.get("@odata.nextLink") or rest.get("odata.nextLink")
            if link and file == pages[-1]:
                raise UnreadableError(
                    f"{quoted(file)} says that more follows ({shown(str(link))}): the delivery misses pages, add them"
                )


def parsed(data: bytes, file: str) -> Any:
    """A JSON document whose numbers stay text; refused when it is a web page, or cut off."""
    refuse_page(data[:512], f"JSON in {quoted(file)}")
    try:
        return json.loads(data, parse_int=str, parse_float=str, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # else it was cut off within a letter
            raise UnreadableError(
                f"{quoted(file)} is not UTF-8 (byte 0x{error.object[error.start]:02x} at position {error.start}, counted from 0): "
                "deliver the document as the site gives it, or save it as UTF-8"
            ) from None
        raise UnreadableError(
            f"{quoted(file)} is no whole JSON ({error}): it was cut off or changed, download it again"
        ) from None
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            f"{quoted(file)} is no whole JSON ({error}): it was cut off or changed, download it again"
        ) from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def objects_of(page: IO[bytes], file: str) -> Generator[list[dict[str, Any]], None, dict[str, Any]]:
    """The flat objects of one page, some hundreds at a time; returns what stands around them (`@odata.nextLink`)."""
    held = page.read(WINDOW)
    refuse_page(held[:512], f"JSON in {quoted(file)}")
    if not (start := ARRAY.match(held)):
        parsed(held + page.read(), file)
        raise UnreadableError(f'{quoted(file)} should hold a list under "value": download it again')
    head, held = start[0], held[start.end() :]
    while piece := page.read(WINDOW):
        held += piece
        # cut behind an object; when that was a } inside a text, the next window shows it
        cut = held.rfind(b"}") + 1
        found = _list(held[:cut]) if cut else None
        if found is not None:
            yield found
            held = held[cut:]
    for end in (place.start() for place in reversed(list(re.finditer(rb"\]", held))[-3:])):
        found = _list(held[:end])
        if found is not None:
            rest = parsed(head + held[end:], file)
            yield found
            return dict(rest)
    parsed(head + held, file)
    raise UnreadableError(f"{quoted(file)} is no whole JSON: it was cut off or changed, download it again")


def _list(text: bytes) -> list[dict[str, Any]] | None:
    try:
        found = json.loads(
            b"[" + text.strip().strip(b",") + b"]", parse_int=str, parse_float=str, parse_constant=_no_number
        )
    except ValueError:
        return None
    return found if set(map(type, found)) <= {dict} else None
