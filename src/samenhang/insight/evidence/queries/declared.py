"""What the loaded workspace declares about a source: its TOML file and the tables whose codes its figures name."""

from collections.abc import Iterable
from dataclasses import dataclass

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.queries import file_sheet
from samenhang.insight.evidence.models import Source
from samenhang.workspace.check.tables import Table, table_of
from samenhang.workspace.kinds import schema

WORDS = ("areas", "units", "publications", "definitions", "indicators")


@dataclass(frozen=True)
class Declared:
    """The sheets of a source's TOML file and of the tables of WORDS, in that order."""

    toml: Sheet
    words: list[Sheet]


def declared(source: Source) -> Declared | None:
    """What the workspace said of this source when it was last loaded; None before the first load."""
    toml = file_sheet(source.place)
    words = [sheet for sheet in (file_sheet(f"{name}.csv") for name in WORDS) if sheet is not None]
    return Declared(toml, words) if toml is not None and len(words) == len(WORDS) else None


def tables_of(words: Iterable[Sheet]) -> dict[str, Table]:
    """The tables of WORDS, read from their sheets."""
    return {name: table_of(schema()[name], store.read(sheet.digest)) for name, sheet in zip(WORDS, words, strict=True)}
