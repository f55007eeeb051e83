"""The list of appraisals: how far each one is, and how many options and parties it has."""

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger.models import Mention
from samenhang.ground.people.queries import Viewer
from samenhang.weighing.appraisal.models import Appraisal

STEPS: dict[str, str | Promise] = {
    "open": gettext_lazy("waits for scores"),
    "scored": gettext_lazy("scored, not weighed yet"),
    "weighed": pgettext_lazy("step of an appraisal", "weighed"),
    "decided": pgettext_lazy("step of an appraisal", "decided"),
}
# the verbs by which an appraisal comes so far, the furthest first
REACHED_BY = {"decided": "governance.decided", "weighed": "appraisal.weighed", "scored": "appraisal.scored"}


def appraisals(viewer: Viewer, step: str = "") -> QuerySet[Appraisal]:
    """Every appraisal (at one step) with its `step`, options and parties counted, newest first. They are public."""
    its = Concat(Value("appraisal:"), Cast(OuterRef("pk"), CharField()))
    acts = Mention.objects.filter(role="appraisal", ref=its)
    weighing = Mention.objects.filter(
        role="party", act__verb="appraisal.weighted", act__mentions__role="appraisal", act__mentions__ref=its
    )
    parties = weighing.order_by().values("act__verb").annotate(count=Count("ref", distinct=True)).values("count")
    found = Appraisal.objects.select_related("question", "area").annotate(
        option_count=Count("options", distinct=True), party_count=Coalesce(Subquery(parties), 0),
        step=Case(
            *(When(Exists(acts.filter(act__verb=verb)), then=Value(step)) for step, verb in REACHED_BY.items()),
            default=Value("open"),
        ),
    )  # fmt: skip
    found = found.order_by(F("at").desc(), "-pk")
    return found.filter(step=step) if step else found
