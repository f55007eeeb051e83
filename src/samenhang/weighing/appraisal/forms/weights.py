"""Giving weights: points, swing, best and worst, or pairs, on one page; and the floors that a party holds to."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger import store
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.people.queries import Viewer
from samenhang.weighing.appraisal import queries
from samenhang.weighing.appraisal.actions import POINTS, points_problem, range_problem
from samenhang.weighing.appraisal.forms.fields import BOUNDS, PlainForm, points, value, words
from samenhang.weighing.appraisal.queries.frames import Leaf

WAYS: tuple[tuple[str, Any, Any], ...] = (
    ("points", gettext_lazy("Points"), gettext_lazy(
        "Give the most important theme 100 points and the others fewer, 0 where a theme does not count. Only the proportions matter.")),
    ("swing", gettext_lazy("Swing"), gettext_lazy(
        "Imagine that an option does as badly as it can on every theme. The theme that you would lift from worst to best "
        "first gets 100 points; give the others points for how much that lift is worth beside it.")),
    ("best-worst", gettext_lazy("Best and worst"), gettext_lazy(
        "Choose the theme that counts most and the one that counts least; then say how much more the first counts than "
        "each other, and each other than the last.")),
    ("pairs", gettext_lazy("In pairs"), gettext_lazy(
        "Say for each pair of themes which one counts more, and how much. Afterwards you see whether your answers fit together.")),
)  # fmt: skip
TIMES: tuple[tuple[int, Any], ...] = (
    (1, gettext_lazy("equally")),
    (2, gettext_lazy("slightly more")),
    (3, gettext_lazy("more")),
    (5, gettext_lazy("much more")),
    (7, gettext_lazy("very much more")),
    (9, gettext_lazy("incomparably more")),
)


class WeightsForm(PlainForm):
    """Weights on behalf of one party, in one of four ways, with a reason."""

    fixed_party = ""

    def __init__(self, *args: Any, page: queries.Page, viewer: Viewer, way: str = "points", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.way = page, way if way in {code for code, _label, _help in WAYS} else "points"
        self.revise: Any = None
        if not self.fixed_party:
            self.fields["party"] = forms.ChoiceField(
                label=_("On behalf of"), choices=queries.parties(viewer),
                help_text=_("New weights take the place of earlier weights of the same party; those stay in the record."),
                error_messages={"invalid_choice": _("Choose a party from the list.")},
            )  # fmt: skip
        {"best-worst": self._best_worst, "pairs": self._pairs}.get(self.way, self._points)()
        for at, leaf in self._inner():
            self.fields[f"inner_{at}"] = points(leaf.label, initial=100)
        for at, leaf in enumerate(self.page.criteria, start=1):
            self.fields[f"least_{at}"] = forms.IntegerField(
                label=leaf.label, min_value=0, max_value=100, error_messages=BOUNDS, required=False
            )
        if self.way == "pairs" or self.way == "best-worst":
            self.fields["anyway"] = forms.BooleanField(
                label=_("Keep my answers as they are, also where they do not fit together"), required=False
            )
        self.fields["reason"] = words(_("Reason"), help_text=_("Why do these themes weigh as they do for this party?"))

    # the fields of each way -------------------------------------------------------------------------------------------

    def _points(self) -> None:
        for at, theme in enumerate(self.page.themes, start=1):
            self.fields[f"points_{at}"] = points(str(theme.label), help_text=str(theme.description))

    def _best_worst(self) -> None:
        choices = [(theme.pk, str(theme.label)) for theme in self.page.themes]
        self.fields["best"] = forms.ChoiceField(label=_("Counts most"), choices=choices)
        self.fields["worst"] = forms.ChoiceField(label=_("Counts least"), choices=choices[::-1])
        for at, theme in enumerate(self.page.themes, start=1):
            self.fields[f"best_{at}"] = _times(
                _("What counts most, counts compared with “%(theme)s”") % {"theme": theme.label}
            )
            self.fields[f"worst_{at}"] = _times(
                _("“%(theme)s” counts, compared with what counts least") % {"theme": theme.label}
            )

    def _pairs(self) -> None:
        for at, (one, two) in enumerate(self._pairs_of(), start=1):
            words_ = [
                (-times, _("%(theme)s %(times)s") % {"theme": two.label, "times": said}) for times, said in TIMES[:0:-1]
            ]
            words_ += [(1, _("both equally"))]
            words_ += [
                (times, _("%(theme)s %(times)s") % {"theme": one.label, "times": said}) for times, said in TIMES[1:]
            ]
            self.fields[f"pair_{at}"] = forms.TypedChoiceField(
                label=_("%(one)s or %(two)s: which counts more?") % {"one": one.label, "two": two.label},
                choices=words_, coerce=int, initial=1,
            )  # fmt: skip

    def _pairs_of(self) -> list[tuple[Theme, Theme]]:
        themes = self.page.themes
        return [(one, two) for at, one in enumerate(themes) for two in themes[at + 1 :]]

    def _inner(self) -> list[tuple[int, Leaf]]:
        """The criteria that share a theme with others, with their place among all."""
        crowded = {theme.pk for theme in self.page.themes if len(self.page.frame.under(theme.pk)) > 1}
        return [(at, leaf) for at, leaf in enumerate(self.page.criteria, start=1) if leaf.theme in crowded]

    # the fields as the page lays them out ------------------------------------------------------------------------------

    @property
    def ways(self) -> list[tuple[str, Any, bool]]:
        return [(code, label, code == self.way) for code, label, _help in WAYS]

    @property
    def way_help(self) -> Any:
        return next(help_ for code, _label, help_ in WAYS if code == self.way)

    @property
    def main(self) -> list[forms.BoundField]:
        first = ("points_", "best", "worst", "pair_")
        return [self[name] for name in self.fields if name.startswith(first)]

    @property
    def inner(self) -> list[tuple[Theme, list[forms.BoundField]]]:
        fields = {leaf.code: self[f"inner_{at}"] for at, leaf in self._inner()}
        return [
            (theme, [fields[leaf.code] for leaf in self.page.frame.under(theme.pk)])
            for theme in self.page.themes
            if any(leaf.code in fields for leaf in self.page.frame.under(theme.pk))
        ]

    @property
    def floors(self) -> list[forms.BoundField]:
        return [self[f"least_{at}"] for at, _leaf in enumerate(self.page.criteria, start=1)]

    @property
    def floors_open(self) -> bool:
        return any(field.errors or field.value() not in (None, "") for field in self.floors)

    # what was given ----------------------------------------------------------------------------------------------------

    @property
    def of_themes(self) -> dict[str, float]:
        """What each theme weighs, in points or in shares; ValueError with a sentence when the answers say nothing."""
        data, themes = self.cleaned_data, self.page.themes
        codes = [theme.pk for theme in themes]
        if self.way in ("points", "swing"):
            given = {code: data.get(f"points_{at}") for at, code in enumerate(codes, start=1)}
            return {code: number for code, number in given.items() if number is not None}
        import numpy as np

        from samenhang.methods.elicit import best_worst, pairwise

        found: Any
        if self.way == "best-worst":
            best, worst = codes.index(data["best"]), codes.index(data["worst"])
            to_others = [1 if at == best else data[f"best_{at + 1}"] for at in range(len(codes))]
            to_worst = [1 if at == worst else data[f"worst_{at + 1}"] for at in range(len(codes))]
            to_worst[best] = to_others[worst] = max(to_others[worst], to_worst[best])
            found = best_worst(best, worst, to_others, to_worst)
        else:
            matrix = np.eye(len(codes))
            for at, (one, two) in enumerate(self._pairs_of(), start=1):
                times = data[f"pair_{at}"]
                ratio = float(times) if times > 0 else 1 / -times
                row, column = codes.index(one.pk), codes.index(two.pk)
                matrix[row, column], matrix[column, row] = ratio, 1 / ratio
            found = pairwise(matrix)
        self.revise = None if found.consistent else found.revise
        return {code: 100 * float(share) for code, share in zip(codes, found.weights, strict=True)}

    @property
    def points(self) -> dict[str, float]:
        """Points per criterion: those of its theme, divided as the party divides them within the theme."""
        of_themes, inner = self.of_themes, dict[str, float]()
        for at, leaf in self._inner():
            inner[leaf.code] = self.cleaned_data.get(f"inner_{at}") or 0
        made: dict[str, float] = {}
        for theme in self.page.themes:
            leaves = self.page.frame.under(theme.pk)
            if theme.pk not in of_themes:
                continue
            whole = sum(inner.get(leaf.code, 1) for leaf in leaves) or 1
            for leaf in leaves:
                part = 1.0 if len(leaves) == 1 else inner.get(leaf.code, 1) / whole
                made[leaf.code] = of_themes[theme.pk] * part if len(leaves) > 1 else of_themes[theme.pk]
        return made

    @property
    def least(self) -> dict[str, float]:
        given = {leaf.code: self.cleaned_data.get(f"least_{at}") for at, leaf in enumerate(self.page.criteria, start=1)}
        return {code: float(number) for code, number in given.items() if number is not None}

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        data = self.cleaned_data
        if self.way == "best-worst" and data["best"] == data["worst"]:
            self.add_error("worst", _("What counts most cannot be what counts least. Choose two different themes."))
            return data
        for theme, fields in self.inner:
            if not any(self.cleaned_data.get(field.name) for field in fields):
                self.add_error(
                    fields[0].name,
                    _("All criteria of “%(theme)s” have 0 points. Give at least one of them points.")
                    % {"theme": theme.label},
                )
                return data
        given = self.points
        if problem := points_problem(given):
            self.add_error(None, problem)
        if self.revise and not data.get("anyway"):
            self.add_error(None, self._revise_words())
        return data

    def _revise_words(self) -> str:
        """Which answer fits the others least, and which would fit."""
        themes, one = self.page.themes, self.revise
        first, second, fitting = themes[one.row], themes[one.column], one.fitting
        if fitting < 1:
            first, second, fitting = second, first, 1 / fitting
        said = min(TIMES, key=lambda pair: abs(pair[0] - fitting))[1]
        return _(
            "Your answers do not fit together. Look again at %(one)s beside %(two)s: with the rest of what you said, "
            "it would fit that %(one)s counts %(times)s. Change it, or keep your answers as they are."
        ) % {"one": first.label, "two": second.label, "times": said}

    def submission(self) -> store.Table:
        least = self.least
        rows = tuple((code, number, least.get(code)) for code, number in self.points.items())
        return store.Table(queries.WEIGHTS, POINTS, rows)


def _times(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=TIMES, coerce=int, initial=1)


def weights_now(page: queries.Page, party: str) -> dict[str, Any]:
    """The weights of this party that count today, as a start for who revises them."""
    sheet = page.standing.weights.get(party)
    start = {"party": party} if party else {}
    if sheet is None:
        return start
    rows = {row["criterion"]: row for row in queries.table_of(sheet).records()}
    return start | start_of(
        page, {code: row["points"] for code, row in rows.items()}, {code: row["least"] for code, row in rows.items()}
    )


def start_of(page: queries.Page, given: Mapping[str, float], least: Mapping[str, float | None]) -> dict[str, Any]:
    """Points and floors as the form asks for them; points per theme are told on a scale that ends at 100."""
    found: dict[str, Any] = {}
    sums = {theme.pk: sum(given.get(leaf.code, 0) for leaf in page.frame.under(theme.pk)) for theme in page.themes}
    # a flat frame keeps the very points that were given
    scale = 1 if page.frame.flat else 100 / max([*sums.values(), 1e-9])
    for at, theme in enumerate(page.themes, start=1):
        found[f"points_{at}"] = round(sums[theme.pk] * scale)
    for at, leaf in enumerate(page.criteria, start=1):
        most = max([given.get(other.code, 0) for other in page.frame.under(leaf.theme)] or [0]) or 1
        found[f"inner_{at}"] = round(100 * given.get(leaf.code, 0) / most)
        found[f"least_{at}"] = None if least.get(leaf.code) is None else round(float(least[leaf.code] or 0))
    return found


class EntryForm(WeightsForm):
    """What a party brings into a session: its weights and floors, where it judges otherwise, and the option that it prefers."""

    fixed_party = "yes"
    ROOM = 3  # cells that a party can judge otherwise on one page

    def __init__(self, *args: Any, page: queries.Page, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, page=page, viewer=viewer, **kwargs)
        cells = [("", _("choose a cell"))]
        for option in page.options:
            cells += [(f"{option.letter}/{leaf.code}", f"{option.letter}: {leaf.label}") for leaf in page.criteria]
        for at in range(1, self.ROOM + 1):
            self.fields[f"fact_{at}_cell"] = forms.ChoiceField(label=_("Cell"), choices=cells, required=False)
            for part, label in (("low", _("low")), ("likely", _("likely")), ("high", _("high"))):
                self.fields[f"fact_{at}_{part}"] = value(label, required=False)
        self.fields["position"] = forms.ChoiceField(
            label=_("The option that we prefer now"), required=False,
            choices=[("", _("no preference yet")),
                     *((one.letter, f"{one.letter} {queries.words_of(one)}") for one in page.options)],
        )  # fmt: skip
        self.fields["reason"].required = self.fields["reason"].widget.is_required = False

    @property
    def fact_lines(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        return [
            (self[f"fact_{at}_cell"], [self[f"fact_{at}_{part}"] for part in ("low", "likely", "high")])
            for at in range(1, self.ROOM + 1)
        ]

    @property
    def facts_open(self) -> bool:
        return any(cell.value() or cell.errors or any(one.errors for one in parts) for cell, parts in self.fact_lines)

    @property
    def facts(self) -> dict[str, tuple[float, float, float]]:
        found = {}
        for at in range(1, self.ROOM + 1):
            cell = self.cleaned_data.get(f"fact_{at}_cell")
            given = [self.cleaned_data.get(f"fact_{at}_{part}") for part in ("low", "likely", "high")]
            if cell and given[1] is not None:
                low, likely, high = (given[1] if number is None else number for number in given)
                found[cell] = (low, likely, high)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for at in range(1, self.ROOM + 1):
            cell, likely = data.get(f"fact_{at}_cell"), data.get(f"fact_{at}_likely")
            if bool(cell) != (likely is not None) and f"fact_{at}_likely" not in self.errors:
                self.add_error(f"fact_{at}_likely", _("Choose the cell, and fill in what you hold likely there."))
        for cell, numbers in self.facts.items():
            if problem := range_problem(*numbers, self.page.frame.by_code[cell.partition("/")[2]]):
                self.add_error(
                    None,
                    f"{cell.partition('/')[0]}, {self.page.frame.by_code[cell.partition('/')[2]].label}: {problem}",
                )
        return data


def entry_start(page: queries.Page, entry: Any) -> dict[str, Any]:
    """What a party gave before, as a start for who changes it."""
    found = start_of(page, entry.points, entry.least) if entry.given else {f"points_{at}": None for at in range(1, 9)}
    for at, (cell, numbers) in enumerate(entry.facts.items(), start=1):
        parts: Iterable[tuple[str, float]] = zip(("low", "likely", "high"), numbers, strict=True)
        found |= {f"fact_{at}_cell": cell, **{f"fact_{at}_{part}": number for part, number in parts}}
    return found | {"position": entry.position, "reason": entry.reason}


class TrialForm(PlainForm):
    """Weights that somebody tries out: points per theme, kept nowhere."""

    def __init__(self, *args: Any, page: queries.Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        for at, theme in enumerate(page.themes, start=1):
            field = points(str(theme.label), initial=50)
            field.widget = forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5})
            self.fields[f"proef_{at}"] = field

    @property
    def points(self) -> dict[str, float]:
        made = {}
        for at, theme in enumerate(self.page.themes, start=1):
            leaves = self.page.frame.under(theme.pk)
            for leaf in leaves:
                made[leaf.code] = (self.cleaned_data.get(f"proef_{at}") or 0) / len(leaves)
        return made

    def clean(self) -> dict[str, Any]:
        if not self.errors and (problem := points_problem(self.points)):
            self.add_error(None, problem)
        return self.cleaned_data
