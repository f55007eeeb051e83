"""The list of visions and the page of one: its words, who co-signed, what it rests on and how that stands, its ambitions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.models import Figure
from samenhang.insight.evidence.queries import cell_of, current
from samenhang.screen.cells import Cell, Date, Text, ref_url, sentence
from samenhang.steering.governance.models import Decision
from samenhang.steering.governance.queries import evidence_of
from samenhang.steering.governance.queries import title_of as decision_title
from samenhang.steering.governance.queries.decisions import Waiting
from samenhang.steering.vision.models import Ambition, Cosignature, Portfolio, Statement, Vision
from samenhang.steering.vision.queries.words import SENSES, STANCES
from samenhang.weighing.appraisal.models import Appraisal
from samenhang.weighing.appraisal.queries import question_of, standing

MOST_FIGURES = 3


@dataclass(frozen=True)
class Leg:
    """One thing that a version rests on, and whether it still stands."""

    kind: str
    label: str
    url: str
    says: Text
    sound: bool


@dataclass(frozen=True)
class Health:
    """The evidence of a version in one word, with the word's tone and why."""

    word: Text
    tone: str


@dataclass(frozen=True)
class Aim:
    """An ambition with its target and what is known of it today."""

    ambition: Ambition
    sense: Text
    target: Cell
    now: tuple[tuple[Cell, str], ...]  # the newest figures, each with its publisher
    more: int  # figures that are not shown
    reached: bool | None  # None when nobody knows, or when figures disagree about it
    past: bool
    url: str


@dataclass(frozen=True)
class Signed:
    """A portfolio, and whether it co-signed this version."""

    portfolio: Portfolio
    cosignature: Cosignature | None


@dataclass(frozen=True)
class Page:
    """Everything the page of a vision shows of one version."""

    vision: Vision
    statement: Statement
    title: str
    text: str
    role_words: str
    by: str
    stance: Text
    newest: bool
    due: bool
    signed: tuple[Signed, ...]
    legs: tuple[Leg, ...]
    health: Health
    aims: tuple[Aim, ...]
    earlier: tuple[Statement, ...]

    @property
    def lacking(self) -> tuple[Portfolio, ...]:
        """The portfolios that are needed and have not co-signed."""
        return tuple(one.portfolio for one in self.signed if one.portfolio.needed and one.cosignature is None)

    @property
    def horizon(self) -> Date:
        return Date(str(self.statement.horizon))

    @property
    def unsigned(self) -> tuple[Portfolio, ...]:
        return tuple(one.portfolio for one in self.signed if one.cosignature is None)

    @property
    def url(self) -> str:
        return ref_url(self.statement.ref)


def title_of(statement: Statement) -> str:
    return written(statement.title)


def visions(viewer: Viewer) -> QuerySet[Statement]:
    """The newest version of each vision, with how many co-signed of how many are needed. They are public."""
    newest = Statement.objects.filter(vision=OuterRef("vision")).order_by("-number").values("pk")[:1]
    needed = Q(cosignatures__portfolio__needed=True, cosignatures__portfolio__withdrawn_on=None)
    found = Statement.objects.filter(pk=Subquery(newest)).order_by("vision")
    found = found.annotate(cosigned=Count("cosignatures", filter=needed, distinct=True))
    made: QuerySet[Statement] = found.select_related("title", "body", "owner", "vision")
    return made


def needed_portfolios() -> int:
    return Portfolio.objects.filter(needed=True, withdrawn_on=None).count()


def portfolios() -> list[Portfolio]:
    return list(Portfolio.objects.filter(withdrawn_on=None))


def statement(viewer: Viewer, vision: int, number: int | None = None) -> Statement | None:
    """One version of a vision, the newest unless a number is asked; None when it is not there."""
    found = Statement.objects.filter(vision=vision).select_related("title", "body", "role_words", "owner", "vision")
    return (found.filter(number=number) if number else found.order_by("-number")).first()


def vision_page(viewer: Viewer, vision: int, today: date, number: int | None = None) -> Page | None:
    """One version with everything around it; None when there is none."""
    found = statement(viewer, vision, number)
    if found is None:
        return None
    others = list(
        Statement.objects.filter(vision=vision).exclude(pk=found.pk).select_related("title").order_by("-number")
    )
    given = {one.portfolio_id: one for one in found.cosignatures.select_related("portfolio")}
    legs = legs_of([found], today)[found.pk]
    aims = tuple(aims_of(vision, today))
    return Page(
        vision=found.vision,
        statement=found,
        title=title_of(found),
        text=written(found.body),
        role_words=found.role_words.body if found.role_words else "",
        by=names_of([found.by]).get(found.by, ""),
        stance=STANCES[found.stance],
        newest=all(one.number < found.number for one in others),
        due=found.review_on <= today,
        signed=tuple(Signed(one, given.get(one.pk)) for one in portfolios()),
        legs=legs,
        health=health_of(legs, aims),
        aims=aims,
        earlier=tuple(others),
    )


def legs_of(found: Iterable[Statement], today: date) -> dict[int, tuple[Leg, ...]]:
    """What each version rests on; a fixed number of queries however many there are."""
    found = list(found)
    refs = {one.pk: [support.on for support in one.supports.all()] for one in found}
    every = {ref for some in refs.values() for ref in some}
    keys = {
        kind: [int(ref.partition(":")[2]) for ref in every if ref.startswith(f"{kind}:")]
        for kind in ("decision", "appraisal")
    }
    decisions = list(
        Decision.objects.filter(pk__in=keys["decision"]).select_related("title").prefetch_related("grounds")
    )
    evidence = evidence_of(decisions) if decisions else {}
    made: dict[str, Leg] = {}
    for decision in decisions:
        moved = any(one.moved for one in evidence[decision.pk])
        due = decision.review_on <= today
        says = _("its evidence moved") if moved else _("its review is due") if due else pgettext("evidence", "stands")
        url = reverse("governance:decision", args=[decision.pk])
        made[decision.ref] = Leg(_("Decision"), decision_title(decision), url, says, not (moved or due))
    appraisals = Appraisal.objects.filter(pk__in=keys["appraisal"]).select_related("question")
    now = standing([one.ref for one in appraisals]) if keys["appraisal"] else {}
    for appraisal in appraisals:
        weighed = appraisal.ref in now and now[appraisal.ref].result is not None
        says = _("weighed") if weighed else _("not weighed yet")
        url = reverse("appraisal:page", args=[appraisal.pk])
        made[appraisal.ref] = Leg(_("Appraisal"), question_of(appraisal), url, says, weighed)
    return {pk: tuple(made[ref] for ref in some if ref in made) for pk, some in refs.items()}


def health_of(legs: Iterable[Leg], aims: Iterable[Aim] = ()) -> Health:
    """How the evidence of a version is: the worst thing that can be said of it."""
    legs, aims = list(legs), list(aims)
    if not legs:
        return Health(_("rests on no appraisal or decision"), "danger")
    if not all(leg.sound for leg in legs):
        return Health(_("asks for a second look"), "warning")
    if any(not aim.now for aim in aims):
        return Health(_("stands, but nobody knows every ambition"), "warning")
    return Health(pgettext("evidence", "stands"), "success")


def aims_of(vision: int, today: date) -> list[Aim]:
    """The ambitions in force, each with the newest figures that there are."""
    aims = list(
        Ambition.objects.filter(vision=vision, overtaken_by=None).select_related("theme", "indicator__unit", "area")
    )
    figures: dict[tuple[str, str], list[Figure]] = {}
    wanted = current().filter(
        indicator__in=[one.indicator_id for one in aims], area__in=[one.area_id for one in aims], value__isnull=False
    )
    for figure in wanted.select_related("publication", "unit"):
        figures.setdefault((figure.indicator_id, figure.area_id), []).append(figure)
    return [_aim(one, figures.get((one.indicator_id, one.area_id), []), today) for one in aims]


def _aim(one: Ambition, figures: list[Figure], today: date) -> Aim:
    last = max((str(figure.period or "") for figure in figures), default="")
    newest = [figure for figure in figures if str(figure.period or "") == last]
    met = {
        figure.value >= one.target if one.sense == "least" else figure.value <= one.target
        for figure in newest
        if figure.value is not None
    }
    if any(figure.certainty == "circa" for figure in newest):
        met = set()  # about so many is not enough to say that it was reached
    unit = one.indicator.unit
    target = int(one.target) if float(one.target).is_integer() else one.target
    return Aim(
        ambition=one,
        sense=SENSES[one.sense],
        target=Cell(target, str(unit.label), one.ref, decimals=unit.decimals),
        now=tuple((cell_of(figure), str(figure.publication.publisher)) for figure in newest[:MOST_FIGURES]),
        more=len(figures) - len(newest[:MOST_FIGURES]),
        reached=met.pop() if len(met) == 1 else None,
        past=one.reached_by < today,
        url=f"{reverse('evidence:indicator', args=[one.indicator_id])}?gebied={one.area_id}",
    )


def rest_choices(viewer: Viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a version can rest on: decisions first, then appraisals that were opened."""
    decisions = [(one.ref, decision_title(one)) for one in Decision.objects.select_related("title")]
    appraisals = [(one.ref, question_of(one)) for one in Appraisal.objects.select_related("question")]
    return [(name, some) for name, some in ((_("Decisions"), decisions), (_("Appraisals"), appraisals)) if some]


def waiting(viewer: Viewer, today: date) -> list[Waiting]:
    """Visions that wait for whoever may decide: a review that is due, or a signature that lacks."""
    if not viewer.may(Permission.DECIDE):
        return []
    made = []
    for one in visions(viewer).filter(vision__example=False):  # nobody signs an example
        if one.review_on <= today:
            why = sentence(_("The review of this vision is due."))
        elif not one.established_at:
            why = sentence(_("Not every portfolio that is needed has co-signed it."))
        else:
            continue
        made.append(Waiting(title_of(one), why, reverse("vision:page", args=[one.vision_id]), one.vision.example))
    return made
