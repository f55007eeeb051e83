"""Sums of regions and the province: the number where the division is complete, and else the reason why there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenhang.ground.places.models import Area, Division
from samenhang.insight.evidence.models import Definition, Edition, Indicator, Publication
from samenhang.insight.evidence.queries.across import SUMMED, Record, records
from samenhang.insight.evidence.queries.alike import SUB_GROUPS
from samenhang.insight.evidence.queries.words import BASES
from samenhang.screen.cells import Cell, Date

WHOLES = ("region", "province")


@dataclass(frozen=True)
class Sum:
    """What the members of an area make together, for one period of one publication in one definition."""

    period: Date
    division: str
    publication: Publication
    definition: Definition
    basis: str
    counted: int
    cell: Cell | None
    reason: str  # why there is no sum
    named: tuple[str, ...]  # whom the reason is about
    unsure: tuple[str, ...]  # members on whom the lists contradict each other, or that nobody checked
    stated: Cell | None  # what the same source states for the whole
    residual: Cell | None  # by how much that is more than the sum


@dataclass(frozen=True)
class Sums:
    """The sums of one indicator in one area; `whole` says whether it has members at all."""

    whole: bool
    additive: bool
    guarded: bool  # parts of a group, whose sums could tell what is withheld
    found: tuple[Sum, ...]

    @property
    def known(self) -> tuple[Sum, ...]:
        return tuple(one for one in self.found if one.cell)

    @property
    def refused(self) -> tuple[tuple[tuple[Date, ...], Sum], ...]:
        """What cannot be added up; periods with the same reason together."""
        alike: dict[tuple[object, ...], list[Sum]] = {}
        for one in self.found:
            if not one.cell:
                key = (one.publication.pk, one.definition.pk, one.basis, one.division, one.reason, one.named)
                alike.setdefault(key, []).append(one)
        return tuple((tuple(one.period for one in some), some[0]) for some in alike.values())

    @property
    def compared(self) -> bool:
        return any(one.stated for one in self.known)


def sums_of(indicator: Indicator, area: Area) -> Sums:
    """The sums of an indicator over the members of an area, newest period first. A fixed number of queries."""
    whole, guarded = area.kind in WHOLES, indicator.topic == SUB_GROUPS
    if not whole or guarded or not indicator.additive:
        return Sums(whole, indicator.additive, guarded, ())
    editions = Edition.objects.filter(indicator=indicator, current=True).values_list("sheet", flat=True)
    rows = records(SUMMED, editions, [area.pk])
    publications = Publication.objects.in_bulk({row["publication"] for _, _, row in rows})
    definitions = Definition.objects.in_bulk({row["definition"] for _, _, row in rows})
    divisions = Division.objects.in_bulk({row["division"] for _, _, row in rows if row["division"]})
    names = _names(row for _, _, row in rows)
    made = [
        _sum(indicator, ref, made_of, row, publications[row["publication"]], definitions[row["definition"]],
             divisions.get(row["division"]), names)
        for ref, made_of, row in rows
    ]  # fmt: skip
    made.sort(key=lambda one: (one.publication.publisher, one.definition.pk))
    return Sums(True, True, False, tuple(sorted(made, key=lambda one: one.period.iso, reverse=True)))


def _names(rows: Iterable[Record]) -> Mapping[str, str]:
    codes = {code for row in rows for column in ("missing", "unsure", "members") for code in _codes(row, column)}
    return dict(Area.objects.filter(pk__in=codes).values_list("pk", "name"))


def _codes(row: Record, column: str) -> list[str]:
    return [code for code in row[column].split(";") if code]


def _called(codes: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(names.get(code, code) for code in codes))


def _sum(
    indicator: Indicator, ref: str, made_of: str, row: Record, publication: Publication, definition: Definition,
    division: Division | None, names: Mapping[str, str],
) -> Sum:  # fmt: skip
    unit, decimals = indicator.unit.label, indicator.unit.decimals
    missing, counted = _codes(row, "missing"), int(row["counted"])
    there = [code for code in _codes(row, "members") if code not in missing]
    few = row["reason"] == "missing" and len(missing) > counted / 2  # then it is shorter to say who does have a figure

    def number(column: str) -> Cell | None:
        return (
            None if row[column] is None else Cell(row[column], unit, f"{ref}#{row['row']}/{column}", decimals=decimals)
        )

    cell = None
    if not row["reason"]:
        end = "value" if row["value"] is not None else "low"
        cell = Cell(row["value"], unit, f"{ref}#{row['row']}/{end}", row["state"], row["low"], row["high"],
                    row["certainty"], decimals)  # fmt: skip
    stated = None
    if row["stated"] is not None:
        stated = Cell(row["stated"], unit, f"{made_of}#{row['stated_row']}/value", decimals=decimals)
    return Sum(
        Date(row["period"]), division.label if division else "", publication, definition, str(BASES[row["basis"]]), counted,
        cell, _why("few" if few else row["reason"], counted, len(there if few else missing)),
        _called(there if few else missing, names),
        _called(_codes(row, "unsure"), names), stated, number("residual"),
    )  # fmt: skip


def _why(reason: str, counted: int, missing: int) -> str:
    """Why nobody may add up, in a sentence that the names of those it is about follow."""
    numbers = {"missing": missing, "counted": counted}
    if reason == "few":
        return ngettext(
            "only %(missing)s of the %(counted)s members has a figure", "only %(missing)s of the %(counted)s members have a figure",
            missing,
        ) % numbers  # fmt: skip
    if reason == "missing":
        return ngettext(
            "%(missing)s of the %(counted)s members has no figure", "%(missing)s of the %(counted)s members have no figure",
            missing,
        ) % numbers  # fmt: skip
    if reason == "withheld":
        return ngettext(
            "the figure of %(missing)s member is withheld", "the figures of %(missing)s members are withheld", missing
        ) % numbers  # fmt: skip
    told = {
        "": "",
        "several": _("the source states more than one figure, and none of them is chosen here"),
        "unlisted": _("it is not known to which region they belonged then"),
        "borders": _("the figure is about other borders than those of the period"),
        "inside": _("their borders changed inside the period"),
        "outside": _("this region lies outside the province, and its other members are not in our lists"),
    }
    return told[reason]
