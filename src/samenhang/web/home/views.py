"""The home page, what hangs together, the sections, two pages about the site itself, and the pages for what goes wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.queries import Visitor
from samenhang.screen.cells import Date
from samenhang.screen.charts import DotRange, DotRow
from samenhang.screen.download import csv_text
from samenhang.screen.posted import there
from samenhang.web.home.queries import coherence as hanging
from samenhang.web.home.queries import desk
from samenhang.web.home.queries import frame as framing


def frame(request: HttpRequest) -> dict[str, object]:
    """What every page has around it. Two queries: the loaded workspace, and the head of the record."""
    match = request.resolver_match
    here = province()
    slug = match.kwargs.get("slug", "") if match and match.view_name == "home:section" else ""
    return {
        "nav": framing.nav(match.view_name if match else "", slug),
        "viewer": getattr(request, "viewer", Visitor()),
        "workspace": here,
        "data_version": framing.data_version(here),
    }


def page(request: HttpRequest) -> HttpResponse:
    """What this is, what changed, what waits for me and what I follow."""
    viewer = request.viewer  # type: ignore[attr-defined]
    contested = desk.contested(province())
    context = {
        "sections": framing.nav(""),
        "contested": contested,
        "chart": _chart(contested) if contested else None,
        "changes": desk.changes(),
        "waiting": desk.waiting(viewer, timezone.localdate()),
        "follows": desk.follows(viewer),
    }
    return TemplateResponse(request, "web/home/page.html", context)


def _chart(contested: desk.Contested) -> DotRange:
    """Every count on one scale, lowest first, so that one sees at a glance how far they lie apart."""
    lines = sorted(contested.lines, key=lambda line: line.low.value or 0)
    dots = tuple(
        DotRow(
            ", ".join(filter(None, [line.figure.publication.publisher, line.figure.period])),
            line.cell,
            extra=(Date(line.figure.period) if line.figure.period else None, line.figure.get_basis_display()),
        )
        for line in lines
    )
    return DotRange(
        title=contested.indicator.label,
        note=contested.area.name,
        name="contested",
        dots=dots,
        heading=_("Source"),
        value_label=lines[0].figure.unit.label,
        extra_headers=(_("Period"), _("Basis")),
    )


def coherence(request: HttpRequest) -> HttpResponse:
    """Themes × policy fields: how much is known of each, and where nothing is."""
    found = hanging.coherence(request.viewer)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        return _coherence_file(found)
    return TemplateResponse(request, "web/home/coherence.html", {"coherence": found})


def _coherence_file(found: hanging.Coherence) -> HttpResponse:
    heads = [
        _("Theme"),
        _("Policy field"),
        _("Indicators"),
        _("Figures"),
        _("Parties"),
        _("Bottlenecks"),
        _("Measures"),
    ]
    rows = [
        (
            here.theme.label, here.field.label, here.indicators, here.figures, here.parties, here.bottlenecks,
            here.measures,
        )
        for here in found.crossings
    ]  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="coherence.csv"'}
    return HttpResponse("\ufeff" + csv_text(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the four sections, with its pages and what each is for."""
    found = there(framing.section(slug), _("There is no such section."))
    return TemplateResponse(request, "web/home/section.html", {"section": found})


def accessibility(request: HttpRequest) -> HttpResponse:
    """How this site was tested on accessibility, and what was not tested."""
    return TemplateResponse(request, "web/home/accessibility.html", {})


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, which is little."""
    return TemplateResponse(request, "web/home/privacy.html", {})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = _("Something in the address or the form is not as it should be. Go back and try again.")
    return _wrong(request, 400, _("This request cannot be read"), said)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The sentence of a refusal comes from the action itself."""
    said = str(exception) or _("Your role does not allow this. Ask the core team for a seat that does.")
    return _wrong(request, 403, _("This is not yours to do"), said)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: mostly a page that stood open too long."""
    said = _("The page stood open for too long, or cookies are off. Load the page again and send the form once more.")
    return _wrong(request, 403, _("This form is too old"), said)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A view that looked for something says what it did not find; Django's own reason is not for people."""
    own = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    said = own or _("The address may have been typed wrongly, or the page has moved.")
    return _wrong(request, 404, _("This page does not exist"), said)


def _wrong(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    return render(request, "web/home/wrong.html", {"title": title, "said": said, "status": status}, status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed that should not have. No context processor and no query: the database may be what failed."""
    return HttpResponse(loader.render_to_string("web/home/broken.html"), status=500)
