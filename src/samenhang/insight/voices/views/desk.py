"""Working through a round: reading what people added, answering, and entering paper forms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samenhang.ground.ledger.acts import Code, Permission, Words
from samenhang.insight.senders.queries import languages
from samenhang.insight.voices import actions, forms
from samenhang.insight.voices.models import Phase, Proposition, Round, Sifted
from samenhang.insight.voices.queries import desk as queries
from samenhang.insight.voices.queries.public import enquiries
from samenhang.insight.voices.queries.words import words
from samenhang.insight.voices.tasks import later
from samenhang.insight.voices.views.rounds import crumbs, found_round, hearing
from samenhang.insight.voices.views.rounds import language as mine

METHODS = ["GET", "HEAD", "POST"]


def _here(found: Round, text: Any) -> list[tuple[str, str]]:
    return [*crumbs(), (text["title"], reverse("voices:page", args=[found.pk]))]


def _proposition(request: HttpRequest, found: Round) -> Proposition:
    number = request.POST.get("statement", "")
    row = (
        found.propositions.select_related("original", "round").filter(pk=int(number)).first()
        if number.isdecimal()
        else None
    )
    if row is None:
        raise Http404(_("There is no such statement."))
    return row


@never_cache
@require_http_methods(METHODS)
def sift(request: HttpRequest, pk: int) -> HttpResponse:
    """What people added: show it, refuse it, or join it to another statement."""
    viewer, found, now = hearing(request), found_round(request, pk), timezone.now()
    text, problem, bound = words(found, mine()), "", {}
    if request.method == "POST":
        row, deed = _proposition(request, found), request.POST.get("deed", "")
        reason = forms.WordsForm(request.POST, label=_("Why is it not shown?"))
        into = forms.IntoForm(request.POST, held=found)
        try:
            if deed == "show":
                actions.show(proposition=row, by=viewer, at=now)
            elif deed == "refuse" and reason.is_valid():
                actions.refuse(proposition=row, reason=Words(reason.cleaned_data["words"]), by=viewer, at=now)
            elif deed == "merge" and into.is_valid():
                actions.merge(proposition=row, into=into.cleaned_data["into"], by=viewer, at=now)
            else:
                bound = {row.pk: (deed, reason, into)}
        except actions.CannotHear as refusal:
            problem = str(refusal)
        if not bound and not problem:
            messages.success(request, _("Done. It stands in the record, without the words."))
            return redirect("voices:sift", pk=pk)
    rows, all_waiting = queries.added(found, Sifted.WAITING)
    waiting = [
        (
            one,
            *bound.get(
                one.proposition.pk, ("", forms.WordsForm(label=_("Why is it not shown?")), forms.IntoForm(held=found))
            ),
        )
        for one in rows
    ]
    decided = [(state, *queries.added(found, state)) for state in (Sifted.SHOWN, Sifted.MERGED, Sifted.REFUSED)]
    context = {
        "round": found, "words": text, "waiting": waiting, "more": all_waiting - len(rows), "problem": problem,
        "crumbs": _here(found, text), "decided": [(state.label, seen, count - len(seen)) for state, seen, count in decided if seen],
    }  # fmt: skip
    return TemplateResponse(request, "insight/voices/sift.html", context, status=422 if bound or problem else 200)


@never_cache
@require_http_methods(METHODS)
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done with each statement."""
    viewer, found, now = hearing(request), found_round(request, pk), timezone.now()
    text, problem, bound = words(found, mine()), "", {}
    if request.method == "POST":
        row = _proposition(request, found)
        form = forms.WordsForm(request.POST, label=_("What was done with it?"), prefix=row.answer_key)
        if form.is_valid():
            said = Words(form.cleaned_data["words"])
            try:
                actions.answer(proposition=row, words=said, language=Code(mine()), by=viewer, at=now)
            except actions.CannotHear as refusal:
                problem = str(refusal)
            else:
                messages.success(request, _("The answer stands on the public page of the round."))
                return redirect(f"{reverse('voices:answers', args=[pk])}#{row.key}")
        bound = {row.pk: form}
    rows = [
        (one, bound.get(one.proposition.pk) or forms.WordsForm(
            label=_("What was done with it?"), prefix=one.proposition.answer_key,
            initial={"words": one.answer.text if one.answer else ""},
        ))
        for one in queries.to_answer(found, text)
    ]  # fmt: skip
    context = {
        "round": found, "words": text, "rows": rows, "problem": problem, "crumbs": _here(found, text),
        "answers": found.phase in (Phase.CLOSED, Phase.ANSWERED),
    }  # fmt: skip
    return TemplateResponse(request, "insight/voices/answers.html", context, status=422 if bound else 200)


@never_cache
@require_http_methods(METHODS)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the paper form of one person, with the keyboard alone."""
    viewer, found = request.viewer, found_round(request, pk)  # type: ignore[attr-defined]
    if not viewer.may(Permission.ENTER):
        raise PermissionDenied(_("Your seat does not enter paper forms. Ask the core team for a seat that does."))
    text, code = words(found, mine()), ""
    asked, questions = queries.choices(found, text), enquiries(found, None, text)
    tongues = [(one.pk, one.name) for one in languages()]
    kept = {name: request.POST.get(name, "") for name in ("way", "language")}

    def made(data: Any = None) -> forms.EnterForm:
        return forms.EnterForm(data, enquiries=questions, nothing="–", asked=asked, languages=tongues, initial=kept)

    form = made(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            code = actions.enter(
                found, way=given["way"], language=given["language"], votes=form.votes, choices=form.chosen,
                words=form.lines, by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotHear as refusal:
            form.add_error(None, str(refusal))
        else:
            later(found)
            form = made()
    context = {
        "round": found, "words": text, "form": form, "code": code, "crumbs": _here(found, text),
        "statements": [form[row.key] for row, _words in asked], "abouts": [form[one.question.key] for one in questions],
        "open": found.phase == Phase.OPEN,
    }  # fmt: skip
    return TemplateResponse(request, "insight/voices/enter.html", context, status=422 if form.is_bound else 200)
