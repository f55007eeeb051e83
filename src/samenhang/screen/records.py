"""What a room says of its own records: what they are called, where they live, what they say on the page of their origin.

Each room that keeps records has a `records.py` with one `RECORDS`. The trace collects them, and knows no room by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from samenhang.screen.cells import Text


@dataclass(frozen=True)
class Told:
    """What one record says wherever it is met."""

    title: Text
    note: Text = ""  # words of people: why
    page: str = ""  # where it lives, when its kind cannot say that
    example: bool = False
    end: str = ""  # judgement | assumption: a line may end here


@dataclass(frozen=True)
class Kind:
    """One kind of record: `name` stands before the colon of its ref, `one` and `many` are what people call it."""

    name: str
    model: type[Model]
    one: Text
    many: Text = ""
    page: str = ""  # the name of the address where it lives
    own: bool = False  # its key stands in that address
    within: str = ""  # it lives on the page of this kind, with whose key its own begins
    source: bool = False  # declared, with an address in the world outside: a line ends here as in a source
    told: Callable[[Any], Told] | None = None  # none: it is declared, or a thing of the ledger itself
    needs: tuple[str, ...] = ()  # the rows beside it that `told` reads
    confided: bool = False  # it was reported in confidence: only the desk reads what was done with it

    def rows(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._default_manager.all()
        return found.select_related(*self.needs) if self.needs else found


@dataclass(frozen=True)
class SheetKind:
    """One kind of sheet: what it is called, and what one number in it is."""

    name: str
    one: Text
    cell: Text = ""
    many: Text = ""
    page: str = ""  # the name of the address where such a sheet lives


@dataclass(frozen=True)
class Records:
    """All that a room brings: its kinds of records and sheets, the roles that things play in its acts, its columns.

    What more rooms use is said once, by the lowest of them.
    """

    kinds: tuple[Kind, ...] = ()
    sheets: tuple[SheetKind, ...] = ()
    roles: Mapping[str, Text] = field(default_factory=dict)
    columns: Mapping[str, Text] = field(default_factory=dict)
