"""The desk of whoever looks: what changed, what waits, what is followed, and the number that everyone quotes differently."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger.models import Act, Mention
from samenhang.ground.lexicon.models import Declared, Province
from samenhang.ground.lexicon.queries import sentences
from samenhang.ground.people.models import Follow
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.evidence.queries import figures_of
from samenhang.insight.evidence.queries.figures import Stated, outermost, stated
from samenhang.insight.network.models import Interest
from samenhang.insight.network.queries import interests
from samenhang.reporting.trace.queries.refs import declared_kinds, page_of
from samenhang.screen.cells import Cell, ref_url
from samenhang.steering.governance import queries as governance
from samenhang.steering.governance.models import Decision
from samenhang.weighing.appraisal.models import Appraisal

LOOKED_BACK = 400  # acts; a load makes dozens of the same kind, which show as one line
SHOWN = 6
# what the program does of itself when it loads; it stands in the log, but is no news
HOUSEKEEPING = ("workspace.received", "evidence.tidied", "people.seated")


@dataclass(frozen=True)
class Change:
    """One thing that was done, or the same thing done several times in a row, as a sentence."""

    sentence: str
    times: int
    at: datetime
    url: str


@dataclass(frozen=True)
class Followed:
    """A page that the viewer follows, with the last thing that happened there."""

    label: str
    url: str
    last: Change | None


@dataclass(frozen=True)
class Contested:
    """A quantity on which sources differ: all that was counted, the lowest and the highest."""

    indicator: Indicator
    area: Area
    lines: tuple[Stated, ...]
    low: Cell
    high: Cell
    sources: int


def changes() -> list[Change]:
    """The last things that were done, newest first; the same deed of the same seat on the same day is one line."""
    groups: dict[object, list[Act]] = {}
    for act in Act.objects.exclude(verb__in=HOUSEKEEPING).order_by("-pk")[:LOOKED_BACK]:
        groups.setdefault((act.verb, act.by, act.at.date()), []).append(act)
    newest = list(groups.values())[:SHOWN]
    said = told(group[0] for group in newest)
    return [Change(said[group[0].pk], len(group), group[0].at, ref_url(group[0].ref)) for group in newest]


def told(acts: Iterable[Act]) -> dict[int, str]:
    """Each act as a sentence in the language of the page, with the role of who did it and never a person."""
    acts = list(acts)
    verbs, names = sentences(), names_of({act.by for act in acts})
    dutch = (get_language() or "nl").startswith("nl")
    found = {}
    for act in acts:
        verb = verbs.get(act.verb)
        sentence = (verb.nl if dutch else verb.en) if verb else f"{{by}}: {act.verb}"
        said = sentence.replace("{by}", names.get(act.by) or _("the program"))
        found[act.pk] = said[:1].upper() + said[1:]
    return found


def waiting(viewer: Viewer, today: date) -> list[governance.Waiting]:
    """What asks something of this viewer: decisions that ask for review, appraisals without a decision."""
    return governance.waiting(viewer, today)


def follows(viewer: Viewer) -> list[Followed]:
    """The pages that this viewer follows, the one where something happened last first."""
    if not viewer:
        return []
    refs = list(Follow.objects.filter(seat=viewer.pk).order_by("-since").values_list("ref", flat=True))  # type: ignore[union-attr]
    last = dict(Mention.objects.filter(ref__in=refs).order_by().values_list("ref").annotate(last=Max("act_id")))
    acts = Act.objects.in_bulk(set(last.values()))
    said, labels = told(acts.values()), names(viewer, refs)
    made = []
    for ref in sorted(refs, key=lambda ref: -last.get(ref, 0)):
        act = acts.get(last.get(ref, 0))
        change = Change(said[act.pk], 1, act.at, ref_url(act.ref)) if act else None
        made.append(Followed(labels.get(ref, ref), page_of(ref) or ref_url(ref), change))
    return made


def names(viewer: Viewer, refs: Iterable[str]) -> dict[str, str]:
    """What people call the things behind these refs, as far as this viewer may read them: one query for each kind."""
    keys: dict[str, list[str]] = defaultdict(list)
    for ref in refs:
        kind, _colon, key = ref.partition(":")
        keys[kind].append(key)
    found: dict[str, str] = {}
    kinds = declared_kinds()
    for kind, codes in keys.items():
        if kind in kinds:
            rows = interests(viewer) if kind == Interest.table else kinds[kind]._default_manager.all()
            found |= {f"{kind}:{row.pk}": _name(row) for row in rows.filter(pk__in=codes)}
    for appraisal in Appraisal.objects.select_related("question").filter(pk__in=_numbers(keys["appraisal"])):
        found[appraisal.ref] = appraisal.question.body if appraisal.question else _("erased on request")
    for decision in Decision.objects.select_related("title").filter(pk__in=_numbers(keys["decision"])):
        found[decision.ref] = decision.title.body if decision.title else _("erased on request")
    return found


def _numbers(keys: list[str]) -> list[int]:
    return [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 18]


def _name(row: Declared) -> str:
    for field in ("label", "name", "title", "text"):
        value = getattr(row, field, None)
        if value:
            return str(value)
    return str(row.pk)


def contested(province: Province | None) -> Contested | None:
    """The first quantity about size on which sources differ for the province itself, or None when they do not."""
    area = Area.objects.filter(pk=province.area).first() if province else None
    if area is None:
        return None
    sizes = Indicator.objects.filter(topic="size", withdrawn_on=None).order_by("order")
    for indicator in sizes:
        lines = tuple(line for line in stated(figures_of(area, indicator)) if line.counted)
        ends = outermost(lines)
        if ends and len(lines) > 1 and ends[0].low.value != ends[1].high.value:
            sources = len({line.figure.publication_id for line in lines})
            return Contested(indicator, area, lines, ends[0].low, ends[1].high, sources)
    return None
