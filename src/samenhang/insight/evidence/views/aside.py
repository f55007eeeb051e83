"""Setting one figure aside, and taking that back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Ref, Words, require
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.forms import AsideForm, BackForm
from samenhang.insight.evidence.models import Aside, Figure
from samenhang.insight.evidence.queries import aside as queries
from samenhang.insight.evidence.queries.figures import Stated, cell_of, figure_at
from samenhang.screen.posted import refusals_in


def aside(request: HttpRequest, code: str) -> HttpResponse:
    """Set a figure aside with its reason; or, when it was, take that back."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.ASK)
    asked = request.POST if request.method == "POST" else request.GET
    figure = figure_at(asked.get("cel", "").replace("\x00", ""))
    if figure is None or (figure.indicator_id, figure.area_id) != (code, asked.get("gebied", "")):
        raise Http404(_("This figure is not among those that are shown now. Its source may have a newer edition."))
    (figure,) = queries.mark([figure], figure.area)
    form = BackForm(request.POST or None) if figure.aside else AsideForm(request.POST or None)
    address = reverse("evidence:indicator", args=[figure.indicator_id])
    back = f"{address}?{urlencode({'gebied': figure.area_id})}"
    if form.is_valid():
        with refusals_in(form, actions.CannotSetAside, twice=_("This figure was set aside already.")):
            said = _done(form, figure, figure.aside, request)
            messages.success(request, said)
            return redirect(f"{back}#side")
    context = {
        "figure": figure,
        "line": Stated(figure),
        "cell": cell_of(figure),
        "told": queries.told([figure.aside])[0] if figure.aside else None,
        "form": form,
        "back": back,
        "crumbs": [(_("Figures"), reverse("evidence:indicators")), (figure.indicator.label, back)],
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "insight/evidence/aside.html", context, status=status)


def _done(form: AsideForm | BackForm, figure: Figure, standing: Aside | None, request: HttpRequest) -> str:
    """Do what the form asks; returns the sentence about it."""
    words, by, at = Words(form.cleaned_data["words"]), request.viewer, timezone.now()  # type: ignore[attr-defined]
    if standing is not None:
        actions.take_back(aside=standing, words=words, by=by, at=at)
        return _("The figure counts again. Both reasons stay in view.")
    actions.set_aside(
        figure=Ref(figure.ref), area=figure.area, indicator=figure.indicator, kind=Code(form.cleaned_data["kind"]),
        words=words, by=by, at=at,
    )  # fmt: skip
    return _("The figure was set aside. It stays in view, with its reason.")
