"""Who gains and who loses by each option, per area and per group; what nobody judged is not known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.queries import written
from samenhang.ground.places.models import Area, Membership
from samenhang.screen.cells import Cell
from samenhang.weighing.appraisal.models import Appraisal, Group, Option
from samenhang.weighing.appraisal.queries.page import Page
from samenhang.weighing.appraisal.queries.sheets import standing, table_of

NEAR = 5  # an effect that stays within so much of nought is none


@dataclass(frozen=True)
class Effect:
    """What one option does to one area or group."""

    option: Option
    cell: Cell | None
    tone: str  # gains, loses, unsure, same; empty when nobody judged it
    said: str


@dataclass(frozen=True)
class Whom:
    """An area or a group, with what each option does to it."""

    ref: str
    label: str
    about: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Spread:
    """Winners and losers of an appraisal."""

    areas: tuple[Whom, ...]
    groups: tuple[Whom, ...]
    reason: str
    losers: tuple[tuple[Option, tuple[str, ...]], ...]

    @property
    def blocks(self) -> tuple[tuple[str, tuple[Whom, ...]], ...]:
        both = ((_("Per area"), self.areas), (_("Per group"), self.groups))
        return tuple((title, lines) for title, lines in both if lines)


def spread_of(page: Page) -> Spread | None:
    """Winners and losers as they were judged last; None when nobody judged them yet."""
    sheet = page.standing.effects
    if sheet is None:
        return None
    table = table_of(sheet)
    rows = {(row["option"], row["whom"]): row for row in table.records()}
    labels = _labels(dict.fromkeys(whom for _option, whom in rows))
    reason = ledger.prose([table.head["reason"]]).get(table.head["reason"], written(None))

    def effect(option: Option, ref: str) -> Effect:
        row = rows.get((option.letter, ref))
        if row is None:
            return Effect(option, None, "", _("not known"))
        cell = Cell(row["likely"], ref=f"{sheet.ref}#{row['cell']}/likely", low=row["low"], high=row["high"])
        tone = _tone(row["low"], row["high"])
        said = {"gains": _("gains"), "loses": _("loses"), "same": _("hardly changes")}.get(tone, _("unsure"))
        return Effect(option, cell, tone, said)

    made = [
        Whom(ref, label, about, tuple(effect(option, ref) for option in page.options))
        for ref, (label, about) in labels.items()
    ]
    losers = tuple(
        (option, tuple(one.label for one in made if any(e.option == option and e.tone == "loses" for e in one.effects)))
        for option in page.options
    )
    return Spread(
        tuple(one for one in made if one.ref.startswith("areas:")),
        tuple(one for one in made if one.ref.startswith("groups:")),
        reason, tuple(pair for pair in losers if pair[1]),
    )  # fmt: skip


def _tone(low: float, high: float) -> str:
    if low >= 0 and high > NEAR:
        return "gains"
    if high <= 0 and low < -NEAR:
        return "loses"
    return "same" if low >= -NEAR and high <= NEAR else "unsure"


def _labels(refs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The name of each area and group, areas by name and groups in their order."""
    refs = list(refs)
    codes = {
        kind: [ref.partition(":")[2] for ref in refs if ref.startswith(f"{kind}:")] for kind in ("areas", "groups")
    }
    found: dict[str, tuple[str, str]] = {}
    for area in Area.objects.filter(pk__in=codes["areas"]):
        found[area.ref] = (str(area.name), "")
    for group in Group.objects.filter(pk__in=codes["groups"]):
        found[group.ref] = (str(group.label), str(group.description))
    return found


def whom(appraisal: Appraisal) -> list[tuple[str, str]]:
    """The areas and groups that the form asks about: those judged before, else the regions of the last division; and all groups."""
    now = standing([appraisal.ref])[appraisal.ref].effects
    before = dict.fromkeys(row["whom"] for row in table_of(now).records()) if now else {}
    areas = [ref for ref in before if ref.startswith("areas:")]
    if not areas:
        wholes = Membership.objects.filter(withdrawn_on=None, valid_to=None, whole__parent=appraisal.area)
        last = wholes.order_by("-division__order").values_list("division", flat=True).first()
        areas = [
            f"areas:{code}" for code in dict.fromkeys(wholes.filter(division=last).values_list("whole", flat=True))
        ]
    groups = [group.ref for group in Group.objects.filter(withdrawn_on=None)]
    return [(ref, label) for ref, (label, _about) in _labels([*areas, *groups]).items()]


def effects_now(page: Page) -> dict[str, Any]:
    """The effects that count today, as a start for who revises them."""
    if page.standing.effects is None:
        return {}
    places = {ref: place for place, (ref, _label) in enumerate(whom(page.appraisal), start=1)}
    return {
        f"{row['option']}_{places[row['whom']]}_{part}": row[part]
        for row in table_of(page.standing.effects).records()
        for part in ("low", "likely", "high")
        if row["whom"] in places
    }
