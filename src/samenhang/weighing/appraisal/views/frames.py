"""The frames that can be used again and again, each with its versions; and making a version of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission, Ref, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.weighing.appraisal import actions, forms, queries


def frames(request: HttpRequest) -> HttpResponse:
    """All frames with their criteria, norms and floors."""
    context = {"frames": queries.frames(request.viewer)}  # type: ignore[attr-defined]
    return TemplateResponse(request, "weighing/appraisal/frames.html", context)


def frame(request: HttpRequest, code: str) -> HttpResponse:
    """One frame: its criteria as they stand, and every version that was frozen."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(
        queries.frame_page(viewer, code, request.GET.get("versie", "")), _("There is no frame with this code.")
    )
    context = {"found": found, "may_weigh": viewer.may(Permission.WEIGH)}
    return TemplateResponse(request, "weighing/appraisal/frame.html", context)


def version(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of a frame, made of the one that is shown."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    viewer, now = request.viewer, timezone.now()  # type: ignore[attr-defined]
    found = there(
        queries.frame_page(viewer, code, request.GET.get("versie", "")), _("There is no frame with this code.")
    )
    form = forms.FrameForm(request.POST or None, frame=found.shown)
    if form.is_valid():
        before = found.shown.ref or actions.declared_frame(found.frame, by=viewer, at=now).ref
        with refusals_in(form, actions.CannotAppraise):
            made = actions.freeze_frame(
                frame=Ref(found.frame.ref), criteria=form.submission(), before=Ref(before),
                reason=Words(form.cleaned_data["reason"]), by=viewer, at=now,
            )  # fmt: skip
            messages.success(request, _("The new version is frozen. Choose it when you open an appraisal."))
            return redirect(f"{request.path.removesuffix('versie/')}?versie={made.ref}")
    context = {"found": found, "form": form}
    return TemplateResponse(request, "weighing/appraisal/frame_new.html", context, status=status_of(form))
