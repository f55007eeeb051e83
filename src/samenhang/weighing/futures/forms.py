"""The form of a setting: a slider per lever, a lowest and highest value per driver, and the question. What was typed stays."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.weighing.futures.actions import LONGEST_NAME
from samenhang.weighing.futures.queries.address import plain, query_of
from samenhang.weighing.futures.queries.knobs import Knob
from samenhang.weighing.futures.queries.setting import FEWEST, MOST, Setting, under_preset
from samenhang.weighing.futures.queries.words import OUTCOMES


@dataclass(frozen=True)
class Slider:
    """A lever on the page: the value as the slider has it, in words, and what was typed when that cannot be used."""

    knob: Knob
    value: float
    typed: str
    problem: str = ""

    @property
    def name(self) -> str:
        return f"h-{self.knob.code}"

    @property
    def words(self) -> str:
        return self.knob.shown(self.value)

    @property
    def plain(self) -> str:
        return plain(self.value)


@dataclass(frozen=True)
class Span:
    """A driver on the page: its lowest and highest value in the unit of the page, as text that a number field takes."""

    knob: Knob
    low: str
    high: str
    problem: str = ""
    changed: bool = False

    @property
    def name(self) -> str:
        return f"d-{self.knob.code}"


@dataclass(frozen=True)
class Read:
    """What the address or the form says: the setting when all of it can be used, and each part as it was typed."""

    setting: Setting
    sliders: tuple[Slider, ...]
    spans: tuple[Span, ...]
    problems: tuple[str, ...]
    limit: str
    query: str  # the address of exactly this setting, without what stands at its default

    @property
    def changed(self) -> int:
        return sum(span.changed for span in self.spans)


def read(data: QueryDict, standing: Setting, levers: list[Knob], drivers: Mapping[str, Knob]) -> Read:
    """The setting that the address asks for. What cannot be used is told in a sentence, and its field keeps what was typed."""
    said = _Said(data)
    corner = said.text("corner")
    chosen = corner if "corner" in data else said.text("hoek")
    base = under_preset(standing, chosen) if chosen else standing
    if chosen and not base.preset:
        said.problems.append(
            _("There is no corner “%(corner)s”; the ranges of the workspace are used.") % {"corner": chosen[:40]}
        )
    sliders = tuple(said.slider(knob, base.levers.get(knob.code, knob.mode)) for knob in levers)
    # who presses a corner asks for its ranges, whatever stands in the fields
    given = QueryDict() if "corner" in data else data
    spans = tuple(_span(given, drivers[name], bounds, said) for name, bounds in base.ranges.items())
    outcome = said.text("uitkomst") or base.outcome
    if outcome not in OUTCOMES:
        said.problems.append(
            _("There is no outcome “%(outcome)s”; choose one from the list.") % {"outcome": outcome[:40]}
        )
        outcome = base.outcome
    limit = said.number("grens", _("The limit"), 0, 1e9)
    draws = said.number("trekkingen", _("The number of futures"), FEWEST, MOST, whole=True)
    setting = replace(
        base,
        levers={slider.knob.code: slider.value for slider in sliders},
        ranges={**base.ranges, **said.ranges},
        outcome=outcome,
        limit=limit,
        draws=int(draws) if draws is not None else base.draws,
    )
    setting = _stays_whole(setting, drivers, said)
    return Read(
        setting,
        sliders,
        spans,
        tuple(said.problems),
        said.text("grens"),
        query_of(setting, standing, levers, drivers, base),
    )


class _Said:
    """Reads the fields one by one and notes, in sentences, what cannot be used."""

    def __init__(self, data: QueryDict) -> None:
        self.data, self.problems = data, list[str]()
        self.ranges: dict[str, tuple[float, float, float]] = {}

    def text(self, name: str) -> str:
        return (self.data.get(name) or "").replace("\x00", "").strip()

    def number(self, name: str, label: str, least: float, most: float, *, whole: bool = False) -> float | None:
        typed = self.text(name)
        if not typed:
            return None
        value = _parse(typed)
        if value is None or not least <= value <= most or (whole and value != int(value)):
            told = {"label": label, "least": f"{least:g}", "most": f"{most:.0f}", "typed": typed[:40]}
            self.problems.append(
                _("%(label)s should be a number from %(least)s to %(most)s; it got “%(typed)s”. Change it.") % told
            )
            return None
        return value

    def slider(self, knob: Knob, standing: float) -> Slider:
        typed = self.text(f"h-{knob.code}")
        if not typed:
            return Slider(knob, standing, "")
        value = _parse(typed)
        if value is None or not knob.least <= value <= knob.most:
            told = {
                "label": knob.label,
                "least": knob.shown(knob.least),
                "most": knob.shown(knob.most),
                "typed": typed[:40],
            }
            problem = _("%(label)s should be from %(least)s to %(most)s; it got “%(typed)s”. Change it.") % told
            self.problems.append(problem)
            return Slider(knob, standing, typed, problem)
        return Slider(knob, value, typed)


def _parse(typed: str) -> float | None:
    """A number with a comma or a point; None for anything else, and for what is not finite."""
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _span(data: QueryDict, knob: Knob, bounds: tuple[float, float, float], said: _Said) -> Span:
    typed = [(data.get(f"d-{knob.code}-{end}") or "").replace("\x00", "").strip() for end in ("laag", "hoog")]
    ends = [plain(bounds[0] * knob.scale), plain(bounds[2] * knob.scale)]
    texts = [text or end for text, end in zip(typed, ends, strict=True)]
    values = [_parse(text) for text in texts]
    problem = ""
    told: dict[str, object] = {"label": knob.label, "low": texts[0][:40], "high": texts[1][:40]}
    low, high = (None if value is None else round(value / knob.scale, 10) for value in values)
    if low is None or high is None:
        problem = (
            _("%(label)s should lie between two numbers; it got “%(low)s” and “%(high)s”. Write two numbers.") % told
        )
    elif low > high:
        problem = _("%(label)s: the lowest value (%(low)s) is above the highest (%(high)s). Turn them round.") % told
    elif low < knob.least or high > knob.most:
        told |= {"least": knob.shown(knob.least), "most": knob.shown(knob.most)}
        problem = (
            _("%(label)s should stay between %(least)s and %(most)s; it got %(low)s to %(high)s. Change it.") % told
        )
    else:
        # the most likely value moves along when the range no longer holds it
        said.ranges[knob.code] = (low, min(max(bounds[1], low), high), high)
    if problem:
        said.problems.append(problem)
    changed = not problem and said.ranges[knob.code] != tuple(bounds)
    return Span(knob, texts[0], texts[1], problem, changed)


def _stays_whole(setting: Setting, drivers: Mapping[str, Knob], said: _Said) -> Setting:
    """Two shares that together are more than everybody cannot both be drawn."""
    pair = ("start_short", "start_mid")
    if all(name in setting.ranges for name in pair) and sum(setting.ranges[name][2] for name in pair) > 1:
        told = {"one": drivers[pair[0]].label, "other": drivers[pair[1]].label}
        said.problems.append(
            _("“%(one)s” and “%(other)s” are more than everybody together at their highest. Lower one of them.") % told
        )
    return setting


class SaveForm(forms.Form):
    """The name of a future and how many futures are drawn for it."""

    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("A few words by which others recognise it: what is done, in which world."),
        error_messages={"required": gettext_lazy("Give this future a name by which others recognise it.")},
    )
    draws = forms.IntegerField(
        label=gettext_lazy("How many futures"),
        min_value=FEWEST,
        max_value=MOST,
        help_text=gettext_lazy("More futures make the edges of the range firmer, and take longer."),
        error_messages={
            "required": gettext_lazy("Fill in how many futures are drawn: a number from 200 to 100,000."),
            "invalid": gettext_lazy("This should be a whole number from 200 to 100,000."),
            "min_value": gettext_lazy("This should be a whole number from 200 to 100,000."),
            "max_value": gettext_lazy("This should be a whole number from 200 to 100,000."),
        },
    )

    def __init__(self, data: Any = None, *, draws: int) -> None:
        super().__init__(data, initial={"draws": draws})
