"""Taking back what was made of a pattern in signals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samenhang.ground.ledger.acts import Permission, Words
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.forms import RetractForm
from samenhang.insight.evidence.queries.observed import one_observed


@require_http_methods(["GET", "HEAD", "POST"])
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a bottleneck, or something that is followed, with the reason."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.may(Permission.CHOOSE):
        raise PermissionDenied(_("Your role does not allow this. Ask the core team for a seat that does."))
    seen = one_observed(pk)
    if seen is None:
        raise Http404(_("There is nothing with this number that signals showed."))
    bottleneck = seen.row.kind == seen.row.BOTTLENECK
    page = reverse("evidence:bottlenecks" if bottleneck else "evidence:indicators")
    back = f"{page}#observed-{pk}"
    if seen.row.withdrawn and request.method != "POST":
        return redirect(back)
    form = RetractForm(request.POST or None)
    if form.is_valid():
        try:
            actions.retract(observed=seen.row, reason=Words(form.cleaned_data["words"]), by=viewer, at=timezone.now())
        except actions.CannotObserve as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Withdrawn. It stays in the list, with your reason."))
            return redirect(back)
    context = {
        "seen": seen, "form": form, "back": back,
        "crumbs": [(_("Bottlenecks") if bottleneck else _("Figures"), page)],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "insight/evidence/retract.html", context, status=status)
