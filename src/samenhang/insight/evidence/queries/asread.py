"""What was read of a delivery: its first figures beside the cell of the file that each of them was read from."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from samenhang.ground.ledger import store
from samenhang.insight.evidence.models import Source
from samenhang.insight.evidence.queries.declared import declared, tables_of
from samenhang.insight.evidence.queries.preview import Line
from samenhang.workspace import mapping
from samenhang.workspace.formats import as_one_file, named, read

FIRST = 20  # so many show whether the mapping fits; the check reads all of them


def as_read(source: Source, delivery: bytes | Path, most: int = FIRST) -> tuple[tuple[str, int, Line], ...]:
    """Of each of the first figures the cell that it stands in, the line when lines have a number, and the figure as we read it.

    For a delivery without problems: the rows that the reader leaves out, the check leaves out too.
    """
    said = declared(source)
    if said is None:
        return ()
    toml, tables = store.read(said.toml.digest), tables_of(said.words)
    kind = mapping.declared(toml, tables)
    with as_one_file(delivery) as file:
        rows = read(kind, named(file))
        value = kind.columns.get("value", "")
        places = [
            (rows.place(line, {**raw, value: ""}, value).removesuffix(' ""'), line if rows.numbered else 0)
            for line, raw in islice(rows, most)
        ]
        rows.close()
        figures = _first(mapping.figures(toml, named(file), tables), most)
    return tuple((place, line, Line(figure)) for (place, line), figure in zip(places, figures, strict=True))


def _first(figures: Iterator[mapping.Figure], most: int) -> list[mapping.Figure]:
    found = list(islice(figures, most))
    if hasattr(figures, "close"):  # the file stays open for as long as there is more to read
        figures.close()
    return found
