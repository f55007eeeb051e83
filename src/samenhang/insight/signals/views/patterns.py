"""From signal to steering: which signals are a pattern, what one looks like through time, and what it becomes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samenhang.ground.ledger.acts import Code, Permission, Ref, Words
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.signals.forms import PatternForm
from samenhang.insight.signals.queries.course import course
from samenhang.insight.signals.queries.patterns import Counting, Pattern, shown
from samenhang.insight.signals.views.desk import handling


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Each theme in one area: how many signals, of how many workers, and whether that is a pattern."""
    counting = Counting(handling(request), timezone.localdate())
    area = _area(counting, request)
    context = {
        "counting": counting,
        "area": area,
        "patterns": counting.themes_of(area) if area else [],
        "crumbs": [(_("Signals"), reverse("signals:list"))],
    }
    return TemplateResponse(request, "insight/signals/patterns.html", context)


@never_cache
def one(request: HttpRequest, theme: str) -> HttpResponse:
    """One theme in one area through time, and what it becomes."""
    viewer = handling(request)
    counting = Counting(viewer, timezone.localdate())
    area, about = _area(counting, request), counting.themes.get(theme)
    if about is None or area is None:
        raise Http404(_("There is no such theme."))
    pattern = counting.pattern(about, area)
    public = shown(pattern)
    form = PatternForm(request.POST or None) if public and viewer.may(Permission.CHOOSE) else None
    if form is not None and form.is_valid() and public is not None and pattern.against is not None:
        given = form.cleaned_data
        try:
            made = evidence.observe(
                kind=Code(given["kind"]), theme=about, stage=given["stage"], area=pattern.against.area,
                words=Words(given["words"]), since=pattern.since, until=pattern.until, count=public.count,
                workers=Ref(pattern.against.ref), rate=public.rate, low=public.low, high=public.high,
                by=viewer, at=timezone.now(),
            )  # fmt: skip
        except evidence.CannotObserve as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done. It stands here for everybody, with its count and its workers."))
            page = "evidence:bottlenecks" if made.kind == made.BOTTLENECK else "evidence:indicators"
            return redirect(f"{reverse(page)}#observed-{made.pk}")
    counted = pattern.against.area if pattern.whole and pattern.against else area
    context = {
        "pattern": pattern,
        "public": public,
        "counted": counted,
        "course": course(
            viewer, about.pk, counting.around.within(counted.pk), counting.today, _signals(pattern, counted)
        ),
        "areas": counting.areas_of(about),
        "form": form,
        "crumbs": [(_("Signals"), reverse("signals:list")), (_("Patterns"), reverse("signals:patterns"))],
    }
    status = 422 if form is not None and form.is_bound else 200
    return TemplateResponse(request, "insight/signals/pattern.html", context, status=status)


def _area(counting: Counting, request: HttpRequest) -> Area | None:
    """The area that the address asks for; the province when it asks for none that has signals."""
    return counting.areas.get(request.GET.get("gebied", "")) or counting.areas.get(counting.around.province)


def _signals(pattern: Pattern, counted: Area) -> str:
    """The list of these signals; that of a region or the province shows the theme alone."""
    asked = {"thema": pattern.theme.pk}
    return f"?{urlencode(asked | ({'gebied': counted.pk} if counted == pattern.area else {}))}"
