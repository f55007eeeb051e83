"""The desk of whoever looks: what changed, what waits, what is followed, and the number that everyone quotes differently."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.text import capfirst

from samenhang.ground.ledger.models import Act, Mention
from samenhang.ground.lexicon.models import Province
from samenhang.ground.people.models import Follow
from samenhang.ground.people.queries import Viewer, Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import queries as evidence
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.evidence.queries import figures_of
from samenhang.insight.evidence.queries.figures import Stated, outermost, stated
from samenhang.reporting.trace.queries.book import Book
from samenhang.reporting.trace.queries.known import numbered
from samenhang.reporting.trace.queries.log import Log
from samenhang.reporting.trace.queries.names import Names
from samenhang.reporting.trace.queries.refs import readable
from samenhang.screen.cells import Cell, ref_url
from samenhang.steering.governance import queries as governance
from samenhang.steering.programme import queries as programme
from samenhang.steering.vision import queries as vision

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
    example: bool


@dataclass(frozen=True)
class Followed:
    """A page that the viewer follows, with the last thing that happened there."""

    label: str
    url: str
    example: bool
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
    found = Act.objects.exclude(verb__in=HOUSEKEEPING).exclude(verb__startswith="signals.")  # read by the desk alone
    acts = list(found.order_by("-pk")[:LOOKED_BACK])
    ours, groups = examples(acts), dict[object, list[Act]]()
    for act in acts:
        groups.setdefault((act.verb, act.by, act.at.date(), act.pk in ours), []).append(act)
    log = Log()
    return [_change(log, group[0], ours, len(group)) for group in list(groups.values())[:SHOWN]]


def _change(log: Log, act: Act, ours: set[int], times: int = 1) -> Change:
    return Change(capfirst(log.sentence(act)), times, act.at, ref_url(act.ref), act.pk in ours)


def examples(acts: Iterable[Act]) -> set[int]:
    """Which of these acts belong to an example of ours: by what they made, or else by what they were about."""
    about: dict[int, str] = {}
    found = Mention.objects.filter(act__in=[act.pk for act in acts]).order_by("act", "place")
    for act, role, ref in found.values_list("act_id", "role", "ref"):
        kind = ref.partition(":")[0]
        if kind in numbered() and role in (kind, "made"):
            about[act] = ref  # what was made stands last in an act, so it has the last word
        elif kind == "sheet" and role == "made":
            about.setdefault(act, ref)
    names = Names(Book(), Visitor())
    names.gather(about.values())
    return {act for act, ref in about.items() if names.stop(ref).example}


def waiting(viewer: Viewer, today: date) -> list[evidence.Waiting | governance.Waiting]:
    """What asks something of this viewer: contested figures, late answers, decisions to review, appraisals without a decision."""
    return [
        *evidence.waiting(viewer, today),
        *governance.waiting(viewer, today),
        *vision.waiting(viewer, today),
        *programme.waiting(viewer),
    ]


def follows(viewer: Viewer) -> list[Followed]:
    """The pages that this viewer follows, the one where something happened last first."""
    if not viewer:
        return []
    mine = Follow.objects.filter(seat=viewer.pk).order_by("-since").values_list("ref", flat=True)  # type: ignore[union-attr]
    refs = [ref for ref in mine if readable(ref)]
    last = dict(Mention.objects.filter(ref__in=refs).order_by().values_list("ref").annotate(last=Max("act_id")))
    acts = Act.objects.in_bulk(set(last.values()))
    ours, log, names = examples(acts.values()), Log(), Names(Book(), viewer)
    names.gather(refs)
    made = []
    for ref in sorted(refs, key=lambda ref: -last.get(ref, 0)):
        stop, act = names.stop(ref), acts.get(last.get(ref, 0))
        made.append(Followed(stop.title, stop.page or stop.url, stop.example, _change(log, act, ours) if act else None))
    return made


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
