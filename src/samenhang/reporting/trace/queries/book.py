"""The pages of the ledger that one walk needs, fetched a level at a time and kept: how many rows there are changes nothing."""

import contextlib
from collections import defaultdict
from collections.abc import Iterable

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act, Mention, Sheet, Tombstone
from samenhang.ground.ledger.queries import Step

WIDEST = 600  # refs that one level of a walk looks up
LARGE = 8_000_000  # bytes: of a larger sheet a page reads one row


class Book:
    """Acts by what they made and by what they used, sheets with their tables, and what was destroyed on request."""

    def __init__(self) -> None:
        self.steps: dict[int, Step] = {}
        self.made_by: dict[str, list[Step]] = {}
        self.used_by: dict[str, list[Step]] = {}
        self.sheets: dict[str, Sheet] = {}
        self.stones: dict[str, Tombstone] = {}
        self._tables: dict[tuple[str, str], store.Table | None] = {}
        self._sought: set[str] = set()

    def act(self, number: int) -> None:
        """Look up one act with what it used and made."""
        for act in Act.objects.filter(pk=number).prefetch_related("mentions"):
            self._keep(act)

    def makers(self, bases: Iterable[str]) -> None:
        """Look up which acts made these refs, and the sheets among what those acts used."""
        wanted = [base for base in dict.fromkeys(bases) if base not in self.made_by][:WIDEST]
        if not wanted:
            return
        for base in wanted:
            self.made_by[base] = []
        for base, steps in self._acts(wanted, made=True).items():
            self.made_by[base] = steps
        self.fetch([*wanted, *(m.ref for base in wanted for step in self.made_by[base] for m in step.used)])

    def users(self, bases: Iterable[str]) -> None:
        """Look up which acts used these refs, and the sheets that they made of them."""
        wanted = [base for base in dict.fromkeys(bases) if base not in self.used_by][:WIDEST]
        if not wanted:
            return
        for base in wanted:
            self.used_by[base] = []
        for base, steps in self._acts(wanted, made=False).items():
            self.used_by[base] = steps
        self.fetch([*wanted, *(m.ref for base in wanted for step in self.used_by[base] for m in step.made)])

    def _acts(self, bases: list[str], *, made: bool) -> dict[str, list[Step]]:
        mentions = Mention.objects.filter(ref__in=bases)
        mentions = mentions.filter(role="made") if made else mentions.exclude(role="made")
        pairs = set(mentions.values_list("act_id", "ref"))
        unknown = {act for act, _base in pairs} - self.steps.keys()
        for act in Act.objects.filter(pk__in=unknown).prefetch_related("mentions"):
            self._keep(act)
        found = defaultdict(list)
        for number, base in sorted(pairs):
            found[base].append(self.steps[number])
        return found

    def _keep(self, act: Act) -> None:
        lines = sorted(act.mentions.all(), key=lambda mention: mention.place)
        used = tuple(line for line in lines if line.role != "made")
        self.steps[act.pk] = Step(act, 0, used, tuple(line for line in lines if line.role == "made"))

    def fetch(self, refs: Iterable[str]) -> None:
        """Look up the sheets among these refs, and which of them were destroyed."""
        bases = {ref.partition("#")[0] for ref in refs} - self._sought
        if not bases:
            return
        self._sought |= bases
        shorts = [base.removeprefix("sheet:") for base in bases if base.startswith("sheet:")]
        self.sheets |= {sheet.ref: sheet for sheet in Sheet.objects.filter(short__in=shorts)} if shorts else {}
        self.stones |= ledger.tombstones(bases)

    def table(self, base: str, row: str = "") -> store.Table | None:
        """The table behind a sheet; None when it is a file as received, or when its file is gone.

        Of a sheet that is too large for a page only `row` is read: the table then has that row, or none.
        """
        sheet = self.sheets.get(base)
        if sheet is None or base in self.stones:
            return None
        key = (base, row if sheet.size > LARGE else "")
        if key not in self._tables:
            self._tables[key] = None
            # no table: a file as it was received, or a damaged one (which `verify` names)
            with contextlib.suppress(store.StoreError, ValueError):
                self._tables[key] = store.row_of(sheet.digest, row) if sheet.size > LARGE else ledger.table(sheet)
        return self._tables[key]

    def whole(self, base: str) -> bool:
        """Whether all rows of a sheet were read, and not just the one that was asked for."""
        return base in self.sheets and self.sheets[base].size <= LARGE

    def record(self, base: str, row: str) -> dict[str, object] | None:
        """The row of a sheet by its code."""
        table = self.table(base, row)
        return table.record(row) if table is not None else None

    def maker(self, base: str) -> Step | None:
        """The act that says most of where this came from: the one that used most, and of those the last."""
        return max(self.made_by.get(base, []), key=lambda step: (len(step.used), step.act.pk), default=None)
