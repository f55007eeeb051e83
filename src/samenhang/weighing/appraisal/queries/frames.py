"""A frozen frame: which criteria hang under which theme, how a value becomes a score, and where the floors are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act, Mention
from samenhang.ground.lexicon.models import Theme, Unit
from samenhang.ground.lexicon.queries import weighed_themes
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence.models import Indicator
from samenhang.weighing.appraisal.models import Frame

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from samenhang.methods.criteria import Norms

FRAME = "appraisal-frame"
SCALE = 100
FRAMED = (("criterion", "code"), ("theme", "code"), ("under", "code"), ("label_nl", "text"), ("label_en", "text"),
          ("about_nl", "text"), ("about_en", "text"), ("unit", "code"), ("indicator", "code"), ("points", "text"),
          ("least", "number"), ("most", "number"), ("right_nl", "text"), ("right_en", "text"))  # fmt: skip


def _by_language(dutch: str, english: str) -> str:
    return (dutch or english) if (get_language() or "nl").startswith("nl") else (english or dutch)


def points_of(text: str) -> tuple[tuple[float, float], ...]:
    """The norm points that `0=0;50=60;100=100` says; ValueError with a sentence when it says none."""
    found = []
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        value, sign, score = pair.partition("=")
        try:
            found.append((float(value), float(score)))
        except ValueError:
            sign = ""
        if not sign:
            raise ValueError(_("A norm point is written value=score, such as 50=60; it got %(pair)s.") % {"pair": pair})
    steps = [after[0] - before[0] for before, after in pairwise(found)]
    if len(found) == 1 or not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        raise ValueError(
            _("Norm points are two or more values that only rise or only fall; it got %(text)s.") % {"text": text}
        )
    if any(not 0 <= score <= SCALE for _value, score in found):
        raise ValueError(_("The score of a norm point is a number from 0 to 100; it got %(text)s.") % {"text": text})
    return tuple(found)


@dataclass(frozen=True)
class Leaf:
    """One criterion of a frozen frame. `least` and `most` are bounds that no other score makes up for when they guard a right."""

    code: str
    theme: str
    under: str
    label_nl: str
    label_en: str
    about_nl: str
    about_en: str
    unit: str
    indicator: str
    points: tuple[tuple[float, float], ...]
    least: float | None
    most: float | None
    right_nl: str
    right_en: str

    @property
    def label(self) -> str:
        return _by_language(self.label_nl, self.label_en)

    @property
    def about(self) -> str:
        return _by_language(self.about_nl, self.about_en)

    @property
    def right(self) -> str:
        """The right that its floor guards; empty when there is no floor, or a floor that guards none."""
        return _by_language(self.right_nl, self.right_en)

    @property
    def bound(self) -> float | None:
        return self.least if self.most is None else self.most

    @property
    def direction(self) -> str:
        return "max" if self.most is None else "min"

    @property
    def judged(self) -> bool:
        """Whether its value is the score itself, from 0 to 100."""
        return not self.points

    @cached_property
    def norms(self) -> "Norms":
        from samenhang.methods.criteria import Norms

        pairs = self.points or ((0, 0), (SCALE, SCALE))
        return Norms([value for value, _score in pairs], [score / SCALE for _value, score in pairs])

    def value(self, numbers: "npt.ArrayLike") -> "npt.NDArray[np.float64]":
        """What these values are worth, from 0 to 1."""
        return self.norms.value(numbers)


@dataclass(frozen=True)
class Framed:
    """A version of a frame. `criteria` are all nodes of its tree; `leaves` those that options are scored on."""

    ref: str
    name: str
    version: str
    before: str
    criteria: tuple[Leaf, ...]

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        parents = {one.under for one in self.criteria}
        return tuple(one for one in self.criteria if one.code not in parents)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.leaves)

    @cached_property
    def by_code(self) -> dict[str, Leaf]:
        return {one.code: one for one in self.criteria}

    @cached_property
    def theme_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.theme for one in self.leaves))

    @property
    def flat(self) -> bool:
        """Whether each theme is its own single criterion."""
        return all(one.code == one.theme for one in self.leaves)

    @property
    def bounded(self) -> tuple[Leaf, ...]:
        return tuple(one for one in self.leaves if one.bound is not None)

    @property
    def label(self) -> str:
        frame = Frame.objects.filter(pk=self.name.partition(":")[2]).first()
        return str(frame.label) if frame else self.name

    def under(self, theme: str) -> tuple[Leaf, ...]:
        return tuple(one for one in self.leaves if one.theme == theme)


@lru_cache(maxsize=64)
def _read(digest: str, ref: str) -> Framed:
    sheet = ledger.sheet(ref)
    assert sheet is not None
    assert sheet.digest == digest
    table = ledger.table(sheet)
    made = tuple(Leaf(code=row.pop("criterion"), points=points_of(row.pop("points")), **row) for row in table.records())
    head = table.head
    return Framed(ref, head["frame"], head["version"], head.get("before", ""), made)


def framed(ref: str) -> Framed:
    """The frozen frame behind a ref. Its bytes never change, so it is read once."""
    sheet = ledger.sheet(ref)
    if sheet is None:
        raise LookupError(f"No sheet stands behind {ref!r}; an appraisal always has one.")
    return _read(sheet.digest, sheet.ref)


def rows_of(frame: Frame) -> list[tuple[Any, ...]]:
    """What the workspace declares for a frame, as rows of a sheet. Without criteria of its own: the themes themselves."""
    criteria = list(frame.criteria.filter(withdrawn_on=None))
    if not criteria:
        return [
            (theme.pk, theme.pk, "", theme.label_nl, theme.label_en, theme.description_nl, theme.description_en,
             "", "", "", None, None, "", "")
            for theme in weighed_themes()
        ]  # fmt: skip
    return [
        (one.pk, one.theme_id, one.under_id or "", one.label_nl, one.label_en, one.description_nl, one.description_en,
         one.unit_id or "", one.indicator_id or "", one.points, one.least, one.most, one.right_nl, one.right_en)
        for one in criteria
    ]  # fmt: skip


def tree_problem(rows: Iterable[Mapping[str, Any]]) -> str:
    """What is wrong with a tree of criteria, in a sentence; empty when each hangs, in the end, under a theme."""
    under = {row["criterion"]: row["under"] for row in rows}
    for code, parent in under.items():
        if parent and parent not in under:
            return _("%(code)s hangs under %(parent)s, which is not in this frame. Add it, or hang it elsewhere.") % {
                "code": code,
                "parent": parent,
            }
        path = [code]
        while parent:
            if parent in path:
                return _("The criteria go round: %(path)s. Hang one of them elsewhere.") % {
                    "path": " → ".join([*path[path.index(parent) :], parent])
                }
            path.append(parent)
            parent = under[parent]
    return ""


def versions(name: str) -> list[tuple[Act, str]]:
    """Each version of a frame: the act that froze it and the ref of its sheet, oldest first."""
    acts = Act.objects.filter(
        verb="appraisal.framed", pk__in=Mention.objects.filter(role="frame", ref=name).values("act_id")
    )
    found = []
    for act in acts.prefetch_related("mentions").order_by("pk"):
        made = next(mention.ref for mention in act.mentions.all() if mention.role == "made")
        found.append((act, made))
    return found


@dataclass(frozen=True)
class FramePage:
    """A frame with the version that is shown, and all versions: the act, the ref, the number and the reason."""

    frame: Frame
    shown: Framed
    versions: tuple[tuple[Act, str, str, str], ...]
    units: Mapping[str, Unit]
    themes: tuple[Theme, ...]
    indicators: Mapping[str, Indicator]

    @property
    def lines(self) -> tuple[tuple[Theme, Leaf, Unit | None, Indicator | None], ...]:
        of = {theme.pk: theme for theme in self.themes}
        return tuple(
            (of[leaf.theme], leaf, self.units.get(leaf.unit), self.indicators.get(leaf.indicator))
            for leaf in self.shown.leaves
            if leaf.theme in of
        )

    @property
    def key(self) -> str:
        """What chooses the version that is shown when an appraisal is opened."""
        return self.shown.ref if self.shown.before else self.frame.ref


def frames(viewer: Viewer) -> list[tuple[Frame, int, int]]:
    """Every frame with how many criteria it has and how many versions were frozen. They are public."""
    return [(frame, len(rows_of(frame)), len(versions(frame.ref))) for frame in Frame.objects.filter(withdrawn_on=None)]


def frame_page(viewer: Viewer, code: str, version: str = "") -> FramePage | None:
    """One frame as the workspace declares it, or in a version that was frozen; None when there is no such frame."""
    frame = Frame.objects.filter(pk=code, withdrawn_on=None).first()
    if frame is None:
        return None
    known = versions(frame.ref)
    if version and version not in {ref for _act, ref in known}:
        return None
    shown = framed(version) if version else Framed("", frame.ref, "", "", tuple(map(_leaf, rows_of(frame))))
    reasons = {ref: str(ledger.table(ledger.sheet(ref)).head["reason"]) for _act, ref in known}  # type: ignore[arg-type]
    said = ledger.prose(filter(None, reasons.values()))
    listed = tuple((act, ref, framed(ref).version, said.get(reasons[ref], "")) for act, ref in known)
    read = Indicator.objects.filter(pk__in=[leaf.indicator for leaf in shown.criteria if leaf.indicator])
    return FramePage(
        frame,
        shown,
        listed,
        units(leaf.unit for leaf in shown.criteria),
        themes_of(shown),
        {one.pk: one for one in read},
    )


def _leaf(row: tuple[Any, ...]) -> Leaf:
    given = dict(zip((name for name, _kind in FRAMED), row, strict=True))
    return Leaf(code=given.pop("criterion"), points=points_of(given.pop("points")), **given)


def units(codes: Iterable[str]) -> dict[str, Unit]:
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=[code for code in codes if code])}


def themes_of(frame: Framed) -> tuple[Theme, ...]:
    """The themes of a frame, in the order of the workspace."""
    return tuple(Theme.objects.filter(pk__in=frame.theme_codes).order_by("order"))
