"""The pages of the languages: the meter, the texts of one language, and one text beside its original."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samenhang.ground.ledger.acts import Code, Permission, Ref, Words
from samenhang.ground.people.queries import names_of
from samenhang.insight.languages import actions
from samenhang.insight.languages.forms import WordsForm
from samenhang.insight.languages.models import Proofreading, may
from samenhang.insight.languages.queries import strings
from samenhang.insight.languages.queries.meter import meter
from samenhang.insight.languages.queries.strings import String
from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.voices.actions import CannotHear
from samenhang.insight.voices.actions import word as keep
from samenhang.insight.voices.models import Round
from samenhang.insight.voices.views.rounds import hearing
from samenhang.screen.cells import Date
from samenhang.screen.download import csv_text
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response
from samenhang.screen.tables import page as table_page


def _whose(row: Any, named: dict[str, str]) -> str | None:
    """The role that vouches for it: a seat here, or who the workspace says."""
    if row.state_now != Proofreading.CHECKED:
        return None
    return named.get(row.by or "") or named.get(row.role or "") or row.role


def _spec(named: dict[str, str], filters: tuple[Filter, ...], caption: Any) -> TableSpec:
    return TableSpec(
        columns=(
            Column("text", gettext_lazy("Original"), template="insight/languages/original.html", sort="text",
                   value=lambda row: row.text),
            Column("said", gettext_lazy("In this language"), template="insight/languages/said.html", value=lambda row: row.said),
            Column("state", gettext_lazy("State"), template="insight/languages/state.html", sort="state_now",
                   value=lambda row: Proofreading(row.state_now).label),
            Column("by", gettext_lazy("Checked by"),
                   value=lambda row: _whose(row, named)),
            Column("on", gettext_lazy("On"),
                   value=lambda row: Date(row.on) if row.on and row.state_now == Proofreading.CHECKED else None),
            Column("key", gettext_lazy("Where"), value=lambda row: strings.part_of(row.of) or row.of.rpartition("/")[0]),
        ),
        filters=(
            Filter("stand", gettext_lazy("State"), lambda values: Q(state_now__in=values), Proofreading.choices),
            *filters,
        ),
        search=("text", "said", "of"),
        order=("pk",),
        name="texts",
        caption=caption,
    )  # fmt: skip


@never_cache
@require_safe
def meters(request: HttpRequest) -> HttpResponse:
    """How far each language is."""
    rows = meter(request.viewer)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        head = [_("Language"), _("Pages, texts"), _("Pages, present"), _("Rounds, texts"), _("Rounds, present"),
                _("To check"), _("Checked"), _("To check again")]  # fmt: skip
        lines = [
            [row.language.pk, row.interface.all, row.interface.there, row.content.all, row.content.there,
             row.both.foreign, row.both.checked, row.both.counts[Proofreading.AGAIN]]
            for row in rows
        ]  # fmt: skip
        headers = {"Content-Disposition": 'attachment; filename="languages.csv"'}
        return HttpResponse("\ufeff" + csv_text(head, lines), content_type="text/csv; charset=utf-8", headers=headers)
    return TemplateResponse(request, "insight/languages/meter.html", {"rows": rows})


def _language(code: str) -> SenderLanguage:
    found = SenderLanguage.objects.filter(pk=code, withdrawn_on=None).first()
    if found is None:
        raise Http404(_("There is no form in this language."))
    return found


@never_cache
@require_safe
def interface(request: HttpRequest, language: str) -> HttpResponse:
    """The texts of the pages for people without an account."""
    found = _language(language)
    rows = strings.interface(found.pk, strings.stale(found.pk))
    return _list(request, found, rows, (), gettext_lazy("Texts of the pages for senders"), "interface")


@never_cache
@require_safe
def content(request: HttpRequest, language: str) -> HttpResponse:
    """The texts of rounds."""
    found, viewer = _language(language), request.viewer  # type: ignore[attr-defined]
    rows = strings.content(viewer, found.pk, strings.stale(found.pk))
    filters = (Filter("ronde", gettext_lazy("Round"), "round", lambda: strings.rounds(viewer)),)
    return _list(request, found, rows, filters, gettext_lazy("Texts of rounds"), "content")


@never_cache
@require_safe
def added(request: HttpRequest, language: str) -> HttpResponse:
    """What people added to rounds."""
    found = _language(language)
    rows = strings.added(found.pk, strings.stale(found.pk))
    return _list(request, found, rows, (), gettext_lazy("What people added to rounds"), "added")


def _list(
    request: HttpRequest, language: SenderLanguage, rows: Any, filters: tuple[Filter, ...], caption: Any, kind: str
) -> HttpResponse:
    named: dict[str, str] = {}
    table = table_page(_spec(named, filters, caption), rows, request.GET)
    if table.wants_csv:
        named |= names_of({row.by or "" for row in table.every()} | {row.role or "" for row in table.every()})
        return csv_response(table)
    named |= names_of({row.by or "" for row in table.records} | {row.role or "" for row in table.records})
    context = {
        "table": table, "tongue": language, "kind": kind, "crumbs": [(_("Languages"), reverse("languages:meter"))],
    }  # fmt: skip
    return TemplateResponse(request, "insight/languages/list.html", context)


def _one(request: HttpRequest, of: str) -> String:
    found = strings.one(request.viewer, of)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no such text."))
    return found


@never_cache
@require_safe
def string(request: HttpRequest, of: str) -> HttpResponse:
    """One text beside its original."""
    found = _one(request, of)
    return _page(request, found, WordsForm(found=found))


def _page(request: HttpRequest, found: String, form: WordsForm, status: int = 200, refused: str = "") -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    checks = viewer.may(Permission.TRANSLATE)
    crumbs = [
        (_("Languages"), reverse("languages:meter")),
        (found.language.name, reverse("languages:interface", args=[found.language.pk])),
    ]
    if found.round is not None:
        back = f"{reverse('languages:content', args=[found.language.pk])}?ronde={found.round}"
        crumbs = [
            (found.where, reverse("voices:page", args=[found.round])),
            (_("Texts in every language"), reverse("languages:round", args=[found.round])),
            (found.language.name, back),
        ]
    context = {
        "found": found, "form": form, "refused": refused, "checks": checks and may("check", found.state),
        "doubts": checks and may("doubt", found.state), "crumbs": crumbs,
        "following": strings.following(viewer, found) if checks else None,
        "words": found.round is not None and may("word", found.state) and viewer.may(Permission.HEAR),
    }  # fmt: skip
    return TemplateResponse(request, "insight/languages/string.html", context, status=status)


def _translating(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.may(Permission.TRANSLATE):
        raise PermissionDenied(_("Only a seat that checks translations does this. Ask the core team for one."))
    return viewer


@never_cache
@require_POST
def check(request: HttpRequest, of: str) -> HttpResponse:
    """Vouch for a translation. What is refused comes back with what was typed."""
    viewer, found = _translating(request), _one(request, of)
    typed = request.POST.copy()
    form = WordsForm(typed, found=found)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        actions.check(
            text=Ref(found.ref), of=Code(of), words=Words(form.cleaned_data["words"]),
            source=Code(form.cleaned_data["source"]), by=viewer, at=timezone.now(),
        )  # fmt: skip
    except actions.CannotCheck as refusal:
        form.add_error("words", str(refusal))
        # what was typed stays; from here on it stands beside the original as it is now
        typed["source"] = found.source
        return _page(request, found, form, 422)
    after = strings.following(viewer, found) if "next" in request.POST else None
    if after is not None and not after.of:
        messages.success(request, _("Checked. That was the last one: nothing is left to check here."))
    else:
        messages.success(request, _("Checked. People read these words from now on."))
    return redirect("languages:string", of=(after.of if after else "") or of)


@never_cache
@require_POST
def word(request: HttpRequest, of: str) -> HttpResponse:
    """Keep a translation of a text of a round that nobody checked: people read it, and that a machine wrote it."""
    viewer, found = hearing(request), _one(request, of)
    form = WordsForm(request.POST, found=found)
    if found.round is None:
        raise Http404(_("There is no such text."))
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        keep(
            held=Round.objects.get(pk=found.round), key=Code(of.split("/")[1]), language=Code(found.language.pk),
            words=Words(form.cleaned_data["words"]), by=viewer, at=timezone.now(),
        )  # fmt: skip
    except CannotHear as refusal:
        form.add_error("words", str(refusal))
        return _page(request, found, form, 422)
    messages.success(request, _("The text was kept. It says that a machine wrote it, until somebody checks it."))
    return redirect("languages:string", of=of)


@never_cache
@require_POST
def doubt(request: HttpRequest, of: str) -> HttpResponse:
    """Ask for another look."""
    viewer, found = _translating(request), _one(request, of)
    try:
        actions.doubt(text=Ref(found.ref), of=Code(of), by=viewer, at=timezone.now())
    except actions.CannotCheck as refusal:
        return _page(request, found, WordsForm(found=found), 422, str(refusal))
    messages.success(request, _("Somebody will look at it again. Until then it says that a machine wrote it."))
    return redirect("languages:string", of=of)
