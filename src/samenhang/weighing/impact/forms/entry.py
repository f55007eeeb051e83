"""One plan as people type it, from a form or a line of a table: read, checked, and refused with a sentence per field.

Numbers are read as they are written in Dutch and in English: 40.000 and 40,000 are forty thousand, 1,5 and 1.5 are one and
a half. What is nearly right is never guessed at: an unknown type of firm or a place that no longer exists is named.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import chain, events, inside, standing
from samenhang.weighing.impact.actions import INPUT, PLANS
from samenhang.weighing.impact.models import FirmType, PlanState, ReferenceNumber

FIELDS = ("title", "firm_type", "area", "floor", "jobs", "agency", "own_beds", "start", "state")
LONGEST = 120
YEARS = 60  # how far off a start may lie
NUMBER = re.compile(r"-?\d+(\.\d+)?")
UNIT = re.compile(r"\s*(m[2²]|%)$")


class Refused(ValueError):
    """A value cannot be taken; the text is a sentence for people."""


@dataclass(frozen=True)
class Entry:
    """One plan that was checked."""

    title: str
    firm_type: str
    area: str
    floor: float | None
    jobs: float | None
    agency: float | None
    own_beds: float
    start: int
    state: str


@dataclass(frozen=True)
class Known:
    """What an entry is held against: types of firm, the municipalities of today, and the day."""

    on: date

    @cached_property
    def types(self) -> dict[str, FirmType]:
        return {row.pk: row for row in FirmType.objects.filter(withdrawn_on=None)}

    @cached_property
    def places(self) -> dict[str, Area]:
        return {area.pk: area for area in Area.objects.filter(standing(self.on), inside())}

    @cached_property
    def per_floor(self) -> dict[str, ReferenceNumber]:
        found = ReferenceNumber.objects.filter(parameter="jobs_per_floor", withdrawn_on=None)
        return {str(row.firm_type_id): row for row in found}

    def check(self, typed: Mapping[str, str]) -> tuple[Entry | None, dict[str, str]]:
        """The plan in these texts, or the sentence for each field that is wrong."""
        from samenhang.methods.impact import MOST_BEDS, MOST_FLOOR, MOST_JOBS

        errors: dict[str, str] = {}
        given = {name: " ".join(str(typed.get(name) or "").split()) for name in FIELDS}

        def take(name: str, read: object) -> object:
            try:
                return read()  # type: ignore[operator]
            except Refused as problem:
                errors[name] = str(problem)
                return None

        title = take("title", lambda: _title(given["title"]))
        kind = take("firm_type", lambda: self._type(given["firm_type"]))
        area = take("area", lambda: self._place(given["area"]))
        floor = take("floor", lambda: number(given["floor"], 0, MOST_FLOOR, above=True))
        jobs = take("jobs", lambda: number(given["jobs"], 0, MOST_JOBS, above=True))
        agency = take("agency", lambda: number(given["agency"], 0, 100))
        beds = take("own_beds", lambda: number(given["own_beds"], 0, MOST_BEDS))
        start = take("start", lambda: self._year(given["start"]))
        state = take("state", lambda: _state(given["state"]))
        if not errors and floor is None and jobs is None:
            errors["floor"] = _("Fill in the floor area or the number of jobs; at least one of the two is needed.")
        if not errors and (problem := self._contradicts(str(kind), floor, jobs)):  # type: ignore[arg-type]
            errors["jobs"] = problem
        if errors:
            return None, errors
        share = None if agency is None else float(agency) / 100  # type: ignore[arg-type]
        made = Entry(title, kind, area, floor, jobs, share, beds or 0.0, start, state)  # type: ignore[arg-type]
        return made, {}

    def _type(self, text: str) -> str:
        if not text:
            raise Refused(_("Choose the type of firm."))
        names = {
            name.casefold(): row.pk for row in self.types.values() for name in (row.pk, row.label_nl, row.label_en)
        }
        if text.casefold() in names:
            return names[text.casefold()]
        near = get_close_matches(text.casefold(), names, 1)
        hint = self.types[names[near[0]]].label if near else ", ".join(str(row.label) for row in self.types.values())
        raise Refused(
            _("There are no reference numbers for the type of firm “%(type)s”. Use one of: %(types)s.")
            % {"type": text[:60], "types": hint}
        )

    def _place(self, text: str) -> str:
        if not text:
            raise Refused(_("Choose the municipality in which the site lies."))
        names = {name.casefold(): area.pk for area in self.places.values() for name in (area.pk, area.name)}
        if text.casefold() in names:
            return names[text.casefold()]
        gone = (
            Area.objects.filter(inside()).filter(pk=text).first()
            or Area.objects.filter(inside(), name__iexact=text).first()
        )
        if gone is not None:
            after = {event.new for event in chain([gone.pk], events()).after if event.new_id in self.places}
            raise Refused(
                _("%(area)s no longer exists since %(year)s. Choose the municipality that took its place: %(after)s.")
                % {"area": gone.name, "year": gone.valid_to.year if gone.valid_to else "–",
                   "after": ", ".join(sorted(map(str, after))) or "–"}
            )  # fmt: skip
        towns = {area.name.casefold(): area.name for area in self.places.values()}
        near = get_close_matches(text.casefold(), towns, 1)
        hint = _(" Did you mean %(area)s?") % {"area": towns[near[0]]} if near else ""
        raise Refused(
            _(
                "“%(area)s” is no municipality of this province. A plan elsewhere is tested by the province in which it lies."
            )
            % {"area": text[:60]}
            + hint
        )

    def _year(self, text: str) -> int:
        if not text:
            raise Refused(
                _("Fill in the year in which the firm starts, such as %(year)s.") % {"year": self.on.year + 2}
            )
        if not re.fullmatch(r"\d{4}", text) or abs(int(text) - self.on.year) > YEARS:
            raise Refused(
                _("The start should be a year such as %(year)s; it got “%(text)s”.")
                % {"year": self.on.year + 2, "text": text[:20]}
            )
        return int(text)

    def _contradicts(self, kind: str, floor: float | None, jobs: float | None) -> str:
        from samenhang.methods.impact import FAR_OFF, Firm, Range, contradiction

        row = self.per_floor.get(kind)
        if row is None or contradiction(Firm(floor, jobs), Range(row.low, row.mode, row.high)) <= FAR_OFF:
            return ""
        return _(
            "These jobs do not fit this floor area: for this type of firm %(low)s to %(high)s jobs per 1,000 m² is usual, and"
            " this is far outside that. Correct one of the two, or leave out the floor area."
        ) % {"low": f"{row.low:g}", "high": f"{row.high:g}"}


def number(text: str, least: float, most: float, *, above: bool = False) -> float | None:
    """A number as people write it; None when nothing is there. Refused with a sentence when it cannot be that."""
    if not text:
        return None
    plain = UNIT.sub("", text.casefold()).replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", plain):
        plain = plain.replace(".", "").replace(",", "")
    else:
        last = max(plain.rfind("."), plain.rfind(","))
        if last >= 0:
            plain = plain[:last].replace(".", "").replace(",", "") + "." + plain[last + 1 :]
    if not NUMBER.fullmatch(plain):
        raise Refused(_("This should be a number, such as 40.000; it got “%(text)s”.") % {"text": text[:40]})
    value = float(plain)
    if value == 0 and above:
        raise Refused(_("This should be above 0. Leave it empty when it is not known."))
    if not least <= value <= most:
        raise Refused(
            _("This should be a number from %(least)s to %(most)s; it got “%(text)s”.")
            % {"least": f"{least:.0f}", "most": f"{most:.0f}", "text": text[:40]}
        )
    return value


def table_of(entries: Sequence[Entry]) -> store.Table:
    """The plans as the register takes them."""
    rows = tuple(
        (f"new-{place}", one.firm_type, one.area, one.floor, one.jobs, one.agency, one.own_beds, one.start, one.state)
        for place, one in enumerate(entries, start=1)
    )
    return store.Table(INPUT, PLANS, rows)


def states() -> Iterable[tuple[str, str]]:
    """Each state under every name by which it may be written."""
    for state in PlanState:
        yield state.value, state.value
        yield str(state.label).casefold(), state.value


def _title(text: str) -> str:
    if not text:
        raise Refused(_("Give the plan a name, such as that of the site. Leave out names of persons."))
    if len(text) > LONGEST:
        raise Refused(
            _("Keep the name under %(most)s letters; it has %(count)s.") % {"most": LONGEST, "count": len(text)}
        )
    return text


def _state(text: str) -> str:
    found = dict(states())
    if not text:
        return PlanState.IDEA.value
    if text.casefold() not in found:
        labels = ", ".join(str(state.label) for state in PlanState)
        raise Refused(
            _("The state “%(text)s” is not known. Use one of: %(states)s.") % {"text": text[:40], "states": labels}
        )
    return found[text.casefold()]
