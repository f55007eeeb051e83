"""Saved futures side by side: which were calculated, what was done in each, and under which circumstances."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.weighing.futures.models import Run
from samenhang.weighing.futures.queries import setting
from samenhang.weighing.futures.queries.setting import Setting
from samenhang.weighing.futures.queries.words import OUTCOMES

OFFERED = 12  # futures that a list of choices holds, the newest first
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class World:
    """One calculated future. The same `done` in other `circumstances` is the same choice in another world."""

    future: str
    title: str
    result: str
    start: str
    done: tuple[tuple[str, float], ...]
    circumstances: tuple[object, ...]

    def same_choice(self, other: "World") -> bool:
        return self.done == other.done

    @property
    def apart(self) -> tuple[object, ...]:
        """What nobody decides: the figures under it and the ranges of what is uncertain."""
        return (self.start, *self.circumstances)


def worlds() -> tuple[World, ...]:
    """Every run that is done, the newest first; one future can have more than one."""
    chosen: dict[str, Setting | None] = {}
    found = []
    for run in Run.objects.filter(state=Run.State.DONE).select_related("future__name").order_by("-pk"):
        ref = run.future.setting
        if ref not in chosen:
            sheet = ledger.sheet(ref)
            chosen[ref] = setting.of_table(ledger.table(sheet)) if sheet else None
        if (made := chosen[ref]) is not None:
            found.append(_world(run, made))
    return tuple(found)


def _world(run: Run, made: Setting) -> World:
    parts = (made.ranges, made.shares, made.values)
    circumstances = (*(tuple(sorted(part.items())) for part in parts), made.years)
    done = tuple(sorted(made.levers.items()))
    return World(run.future.ref, titled(run), run.result, run.start, done, circumstances)


def titled(run: Run) -> str:
    return run.future.title or _("a future without a name")


def calculated() -> bool:
    """Whether any future was saved and calculated."""
    return Run.objects.filter(state=Run.State.DONE).exists()


def readable() -> list[tuple[str, Choices]]:
    """Per calculated future its outcomes in the last year, for a list to choose from; each value is a ref."""
    groups: list[tuple[str, Choices]] = []
    seen: set[int] = set()
    for run in Run.objects.filter(state=Run.State.DONE).select_related("future__name").order_by("-pk"):
        sheet = ledger.sheet(run.result) if run.future_id not in seen else None
        if sheet is None or len(groups) == OFFERED:
            continue
        seen.add(run.future_id)
        rows = [row for row in ledger.table(sheet).records() if row["part"] == "total" and row["name"] in OUTCOMES]
        last = max((row["year"] for row in rows), default=None)
        choices = [
            (f"{run.result}#{row['cell']}/likely", _said(str(row["name"]), int(row["year"]), titled(run)))
            for row in rows if row["year"] == last
        ]  # fmt: skip
        groups.append((_("Future: %(title)s") % {"title": titled(run)}, choices))
    return groups


def outcome_words(refs: Iterable[str]) -> dict[str, str]:
    """What each of these cells of a calculated future says, in one line; other cells are left out."""
    wanted = {ref: ref.partition("#") for ref in refs if ref.startswith("sheet:") and "#" in ref}
    runs = Run.objects.filter(result__in={base for base, _hash, _cell in wanted.values()}).select_related(
        "future__name"
    )
    titles = {run.result: titled(run) for run in runs}
    found = {}
    for ref, (base, _hash, cell) in wanted.items():
        part, _slash, rest = cell.partition("/")
        name, _slash, year = rest.removesuffix("/likely").partition("/")
        if base in titles and part == "total" and name in OUTCOMES and year.isdecimal():
            found[ref] = _said(name, int(year), titles[base])
    return found


def _said(name: str, year: int, title: str) -> str:
    words = OUTCOMES[name]
    return _("%(outcome)s in %(year)s, in %(unit)s (future “%(title)s”)") % {
        "outcome": words.label, "year": year, "unit": words.unit, "title": title,
    }  # fmt: skip
