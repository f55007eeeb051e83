"""The page of what fits: the list with its line, the load of each team, what moving costs, what is robust, and the front."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.models import ChainStage, Theme
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.models import Bottleneck, Observed
from samenhang.screen.cells import Cell, Date, Run, Text, ref_url, sentence
from samenhang.screen.charts import Front, FrontPoint, Load, LoadCell, LoadRow
from samenhang.steering.programme.models import Aim, Goal, Measure, Proposal, SetAside, Team
from samenhang.steering.programme.queries import moves as moving
from samenhang.steering.programme.queries import plan as plans
from samenhang.steering.programme.queries import setting as settings
from samenhang.steering.programme.queries.means import euros, hours
from samenhang.steering.programme.queries.measures import measures, title_of
from samenhang.steering.programme.queries.setting import Setting

ROBUST: dict[str, Text] = {
    plans.CORE: gettext_lazy("always in it"),
    plans.EDGE: gettext_lazy("depends on what counts"),
    plans.OUTSIDE: gettext_lazy("never in it"),
}
TONES = {plans.CORE: "success", plans.EDGE: "warning", plans.OUTSIDE: "neutral"}
SERVED: dict[str, tuple[Text, Any]] = {
    "goals": (gettext_lazy("Goal"), Goal),
    "bottlenecks": (gettext_lazy("Bottleneck"), Bottleneck),
    "observed": (gettext_lazy("Bottleneck seen in signals"), Observed),
    "themes": (gettext_lazy("Theme"), Theme),
    "chain_stages": (gettext_lazy("Stage of the chain"), ChainStage),
}
KINDS: dict[str, Text] = {"hours": pgettext_lazy("means", "hours"), "money": pgettext_lazy("means", "euros")}


@dataclass(frozen=True)
class Line:
    """One measure in the list: where it stands, what it adds, and how sure that is."""

    measure: Measure
    title: str
    quarter: str  # empty below the line
    before: str  # where it stood in the proposal
    worth: Cell
    share: Cell | None
    robust: str
    decided: str  # what was decided on it: "in", "out" or nothing
    aside: SetAside | None
    held: str

    @property
    def word(self) -> Text:
        return ROBUST.get(self.robust, "")

    @property
    def tone(self) -> str:
        return TONES.get(self.robust, "neutral")

    @property
    def when(self) -> Date | None:
        return Date(self.quarter) if self.quarter else None

    @property
    def went(self) -> str:
        """What became of it when others were moved: `down`, `up`, `later` or nothing. What people moved themselves is not counted."""
        if self.held or self.quarter == self.before:
            return ""
        return "down" if not self.quarter else "up" if not self.before else "later"


@dataclass(frozen=True)
class Served:
    """A goal, bottleneck, theme or stage with how many of its measures are left above the line."""

    kind: Text
    label: str
    kept: Cell
    of: Cell

    @property
    def bare(self) -> bool:
        return not self.kept.value


@dataclass(frozen=True)
class Frozen:
    """A proposal with its two sheets, read."""

    proposal: Proposal
    setting_sheet: Sheet
    sheet: Sheet
    setting: Setting
    table: store.Table

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        return {row["row"]: row for row in self.table.records()}

    def ref(self, row: str, column: str = "value") -> str:
        return f"{self.sheet.ref}#{row}/{column}"

    def cell(self, row: str, column: str = "value", unit: Text = "", decimals: int = 0) -> Cell:
        found = self.rows.get(row)
        number = found[column] if found else None
        if number is None:
            return Cell(None, unit, state="unknown")
        return Cell(
            round(number, decimals) if decimals else round(number), unit, self.ref(row, column), decimals=decimals
        )


@dataclass(frozen=True)
class Board:
    """Everything that the page shows of one plan, with the moves that people made on it."""

    frozen: Frozen
    moved: moving.Moved | None
    above: tuple[Line, ...]
    below: tuple[Line, ...]
    served: tuple[Served, ...]
    load: Load
    money: Load
    front: Front | None
    by: str
    url: str

    @property
    def gap(self) -> Cell:
        return self.frozen.cell("total/gap", unit="%", decimals=1)

    @property
    def worth(self) -> Cell:
        return self.frozen.cell("total/worth", unit=_("points"))

    @property
    def in_words(self) -> tuple[Run, ...]:
        done = self.frozen.cell("total/done")
        every = self.frozen.cell("total/done", "high")
        said = sentence(
            _("{done} of {every} measures fit; together they are worth {worth}."),
            done=done,
            every=every,
            worth=self.worth,
        )
        if not self.gap.value:
            return (*said, " ", *sentence(_("This is proven to be the best there is.")))
        return (*said, " ", *sentence(_("Proven to be within {gap} of the best there is."), gap=self.gap))

    @property
    def loss(self) -> tuple[Run, ...]:
        """What the moves cost, in one sentence."""
        assert self.moved is not None
        ref = self.frozen.ref("total/worth")
        less = round(self.moved.loss, 1)
        part = round(100 * abs(self.moved.loss) / max(1e-9, abs(self.moved.before.objective)), 1)
        cells = {"points": Cell(abs(less), _("points"), ref, decimals=1), "part": Cell(part, "%", ref, decimals=1)}
        if abs(less) < 0.05:
            return sentence(_("As moved, the programme is worth the same."))
        if less > 0:
            return sentence(_("As moved, the programme loses {points}: {part} of what it is worth."), **cells)
        return sentence(_("As moved, the programme gains {points}: {part} of what it is worth."), **cells)

    @property
    def gave_way(self) -> tuple[Line, ...]:
        return tuple(line for line in self.below if line.went == "down")

    @property
    def came_in(self) -> tuple[Line, ...]:
        return tuple(line for line in self.above if line.went == "up")

    @property
    def later(self) -> tuple[Line, ...]:
        return tuple(line for line in self.above if line.went == "later")

    @property
    def broken(self) -> tuple[tuple[Run, ...], ...]:
        """What does not fit even when everything else gives way."""
        return tuple(_broken(self)) if self.moved and not self.moved.fits else ()

    @property
    def bare(self) -> tuple[Served, ...]:
        return tuple(one for one in self.served if one.bare)

    @property
    def robust_way(self) -> str:
        return str(self.frozen.rows.get("total/robust", {}).get("other", ""))

    @property
    def quarters(self) -> list[tuple[str, Date]]:
        return [(one, Date(one)) for one in self.frozen.setting.quarters]


@lru_cache(maxsize=8)
def _setting(digest: str) -> Setting:
    return settings.of_table(store.Table.from_bytes(store.read(digest)))


@lru_cache(maxsize=8)
def _plan(digest: str) -> store.Table:
    return store.Table.from_bytes(store.read(digest))


def frozen(proposal: Proposal) -> Frozen | None:
    """The proposal with its sheets, whose bytes never change; None when one was destroyed on request."""
    setting, sheet = ledger.sheet(proposal.setting), ledger.sheet(proposal.result)
    if setting is None or sheet is None:
        return None
    try:
        return Frozen(proposal, setting, sheet, _setting(setting.digest), _plan(sheet.digest))
    except (store.StoreError, OSError):
        return None


def board(viewer: Viewer, found: Frozen, held: Mapping[int, str]) -> Board:
    """The page of a plan; a fixed number of queries."""
    stood = plans.starts_of(found.setting, found.table)
    moved = moving.moved(found.setting, stood, held) if held else None
    start = moved.start if moved else stood
    rows = {one.pk: one for one in measures(viewer).filter(pk__in=found.setting.measures)}
    aside = {
        one.measure_id: one
        for one in SetAside.objects.filter(until=None, measure__in=list(rows)).select_related("decision__title")
    }
    lines = [
        _line(found, rows[code], int(start[at]), int(stood[at]), aside.get(code), held.get(code, ""))
        for at, code in enumerate(found.setting.measures)
        if code in rows
    ]
    above = sorted((one for one in lines if one.quarter), key=lambda one: (one.quarter, -float(one.worth.value or 0)))
    below = sorted((one for one in lines if not one.quarter), key=lambda one: -float(one.worth.value or 0))
    loads = _loads(found, moved)
    return Board(
        frozen=found, moved=moved, above=tuple(above), below=tuple(below), served=_served(found, start), load=loads[0],
        money=loads[1], front=_front(found), by=names_of([found.proposal.by]).get(found.proposal.by, ""),
        url=ref_url(found.sheet.ref),
    )  # fmt: skip


def _line(found: Frozen, measure: Measure, at: int, stood: int, aside: SetAside | None, held: str) -> Line:
    def quarter(place: int) -> str:
        return found.setting.quarters[place] if place >= 0 else ""

    row = found.rows.get(f"robust/{measure.pk}")
    share = found.cell(f"robust/{measure.pk}", decimals=2) if row else None
    if share and share.value is not None:
        share = Cell(round(100 * share.value), "%", share.ref)
    inside = found.setting.programme.wanted
    place = found.setting.measures.index(measure.pk)
    decided = "in" if place in inside else "out" if place in found.setting.programme.outside else ""
    return Line(
        measure=measure, title=title_of(measure), quarter=quarter(at), before=quarter(stood),
        worth=found.cell(f"measure/{measure.pk}", unit=_("points"), decimals=1), share=share, robust=row["verdict"] if row else "",
        decided=decided, aside=aside, held=held,
    )  # fmt: skip


def _loads(found: Frozen, moved: moving.Moved | None) -> tuple[Load, Load]:
    teams = {one.pk: one.label for one in Team.objects.all()}
    setting = found.setting
    made = []
    for kind, unit in (("hours", hours), ("money", euros)):
        rows = []
        for place, (team, other) in enumerate(setting.means):
            if other != kind:
                continue
            cells = []
            for turn, quarter in enumerate(setting.quarters):
                key = f"load/{team}/{quarter}/{kind}"
                room = float(setting.programme.capacity[place, turn])
                used = room - float(moved.after.slack[place, turn]) if moved else float(found.rows[key]["value"])
                cells.append(LoadCell(Date(quarter), unit(used, found.ref(key)), unit(room, found.ref(key, "high"))))
            rows.append(LoadRow(teams.get(team, team), tuple(cells)))
        made.append(
            Load(
                title=_("Hours asked of each team, per quarter") if kind == "hours" else _("Euros asked of each team, per quarter"),
                name=f"load-{kind}", teams=tuple(rows),
                note=_("The frame is what there is; the column is what the measures above the line ask."),
            )
        )  # fmt: skip
    return made[0], made[1]


def _served(found: Frozen, start: Any) -> tuple[Served, ...]:
    inside = {code for at, code in enumerate(found.setting.measures) if start[at] >= 0}
    by: dict[str, list[int]] = {}
    for code, refs in found.setting.serves.items():
        for ref in refs:
            by.setdefault(ref, []).append(code)
    labels = names_of_served(by)
    return tuple(
        Served(
            SERVED[ref.partition(":")[0]][0], labels.get(ref, ref),
            Cell(sum(code in inside for code in by[ref]), "", found.ref(f"served/{ref}")),
            Cell(len(by[ref]), "", found.ref(f"served/{ref}", "high")),
        )
        for ref in sorted(by, key=lambda ref: (list(SERVED).index(ref.partition(":")[0]), labels.get(ref, ref)))
    )  # fmt: skip


def names_of_served(refs: Iterable[str]) -> dict[str, str]:
    """What goals, bottlenecks, themes and stages are called; one query a kind."""
    found = {}
    for kind, (_word, model) in SERVED.items():
        keys = [ref.partition(":")[2] for ref in refs if ref.startswith(f"{kind}:")]
        rows = model.objects.filter(pk__in=keys)
        for row in rows.select_related("words", "area") if kind == "observed" else rows:
            found[row.ref] = row.text if kind in ("bottlenecks", "observed") else row.label
    return found


def _front(found: Frozen) -> Front | None:
    rows = [row for row in found.rows.values() if row["about"] == "front"]
    if len(rows) < 2:
        return None
    one, other = found.setting.front
    names = {aim.pk: aim.label for aim in Aim.objects.filter(pk__in=(one, other))}
    points = [
        FrontPoint(
            _("plan %(letter)s") % {"letter": chr(65 + place)}, found.cell(row["row"], "low", decimals=1),
            found.cell(row["row"], "high", decimals=1),
            _("measures: %(titles)s") % {"titles": row["words"].replace(";", ", ")},
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip
    here = (found.cell(f"aim/{one}", decimals=1), found.cell(f"aim/{other}", decimals=1))
    points.append(FrontPoint(_("this page"), *here, _("the proposal, by the middle of the weights"), here=True))
    return Front(
        title=_("What one aim gains when another gives way"), name="front", one=names.get(one, one), other=names.get(other, other),
        points=tuple(points), note=_("Sums of scores from 0 to 100; every dot is a programme that fits."),
    )  # fmt: skip


def _broken(found: Board) -> Iterable[tuple[Run, ...]]:
    assert found.moved is not None
    setting, after = found.frozen.setting, found.moved.after
    labels = {one.pk: one.label for one in Team.objects.all()}
    for place, (team, kind) in enumerate(setting.means):
        for turn, quarter in enumerate(setting.quarters):
            if after.slack[place, turn] < 0:
                unit = hours if kind == "hours" else euros
                short = unit(-float(after.slack[place, turn]), found.frozen.ref(f"load/{team}/{quarter}/{kind}"))
                yield sentence(
                    _("{team} has {short} too little in {quarter}."),
                    team=labels.get(team, team),
                    short=short,
                    quarter=Date(quarter),
                )
    lines = {line.measure.pk: line.title for line in (*found.above, *found.below)}
    for a, b in after.early:
        one, other = (lines.get(setting.measures[at], "") for at in (a, b))
        yield (_("“%(other)s” begins before “%(one)s” has ended.") % {"one": one, "other": other},)
    for at in after.uncovered:
        ref = setting.cells[at]
        yield (_("%(what)s keeps no measure.") % {"what": names_of_served([ref]).get(ref, ref)},)
    for at in after.missing:
        yield (_("“%(one)s” is an obligation and has no place.") % {"one": lines.get(setting.measures[at], "")},)
    for at in after.unwanted:
        yield (_("“%(one)s” cannot begin there: it begins too early, or runs past the last quarter.")
               % {"one": lines.get(setting.measures[at], "")},)  # fmt: skip


def told_needed(proposal: Proposal) -> tuple[tuple[Run, ...], ...]:
    """What has to give way at the least, a sentence each, when nothing fitted."""
    teams = {one.pk: one.label for one in Team.objects.all()}
    titles = {
        str(one.pk): title_of(one)
        for one in Measure.objects.filter(
            pk__in=[row[1] for row in proposal.needed if row[0] == "measure"]
        ).select_related("title")
    }
    said = []
    for kind, code, quarter, amount in proposal.needed:
        if kind in KINDS:
            unit = hours if kind == "hours" else euros
            words = sentence(
                _("{team} would need {amount} more in {quarter}."), team=teams.get(code, code),
                amount=unit(float(amount), proposal.setting), quarter=Date(quarter),
            )  # fmt: skip
        elif kind == "coverage":
            words = (
                _("%(what)s would have to do without a measure.") % {"what": names_of_served([code]).get(code, code)},
            )
        else:
            words = (_("“%(title)s” could not be held as decided.") % {"title": titles.get(code, code)},)
        said.append(words)
    return tuple(said)
