"""The chain, the list of parties and the page of one party."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.lexicon.models import ChainStage, Level, PolicyField, Theme
from samenhang.ground.people.queries import Viewer
from samenhang.insight.network import queries
from samenhang.insight.network.models import Party
from samenhang.screen.cells import Code, ref_url
from samenhang.screen.download import csv_text
from samenhang.screen.posted import there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page


def chain(request: HttpRequest) -> HttpResponse:
    """Stages × themes with the parties that are known there, and the cells in which nobody is."""
    sector = request.GET.get("sector", "")
    found = queries.chain(request.viewer, sector if sector in queries.SECTORS else "")  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        return _chain_file(found)
    context = {
        "chain": found,
        "sector": sector if sector in queries.SECTORS else "",
        "sectors": [(code, label, found.sizes[code]) for code, label in queries.SECTORS.items()],
        "stray": sector if sector not in queries.SECTORS else "",
    }
    return TemplateResponse(request, "insight/network/chain.html", context)


def _chain_file(chain: queries.Chain) -> HttpResponse:
    """The matrix as rows, one for each party in a cell; a cell without anyone is a row without a party."""
    rows = [
        (
            link.stage.label,
            crossing.theme.label,
            here.party.name if here else "",
            queries.SECTORS[here.party.sector] if here else "",
            (_("in a source") if here.confirmed else _("not confirmed by the party")) if here else _("nobody known"),
        )
        for link in chain.links
        for crossing in link.crossings
        for here in (crossing.present or (None,))
    ]
    heads = [_("Stage"), _("Theme"), _("Party"), _("Sector"), _("Interest")]
    headers = {"Content-Disposition": 'attachment; filename="chain.csv"'}
    return HttpResponse("\ufeff" + csv_text(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)


def parties(request: HttpRequest) -> HttpResponse:
    """All parties, to sort, filter and search."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(_table_for(viewer), queries.parties(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    return TemplateResponse(request, "insight/network/parties.html", {"table": table, "hidden": queries.hidden(viewer)})


def _table_for(viewer: Viewer) -> TableSpec:
    """The list as this viewer may filter it: on interests that are not public nobody else can filter, or search."""
    return TableSpec(
        columns=(
            Column("name", gettext_lazy("Party"), sort="alphabet", template="insight/network/party_name.html"),
            Column("sector", gettext_lazy("Sector"), sort="sector", value=lambda party: queries.SECTORS[party.sector]),
            Column("level.label", gettext_lazy("Level of government"), sort="level__order"),
            Column("stages", gettext_lazy("Stages of the chain"), value=_stages),
            Column("themes", gettext_lazy("Interest in"), value=_themes),
            Column("verification", gettext_lazy("Verification"), sort="verification",
                   value=lambda party: queries.VERIFICATIONS[party.verification]),
        ),
        filters=(
            Filter("sector", gettext_lazy("Sector"), "sector", tuple(queries.SECTORS.items())),
            Filter("schakel", gettext_lazy("Stage of the chain"), queries.working_in, lambda: queries.labels(ChainStage)),
            Filter("thema", gettext_lazy("Theme"), lambda values: queries.interested_in(viewer, values),
                   lambda: queries.labels(Theme)),
            Filter("veld", gettext_lazy("Policy field"), queries.working_in_field, lambda: queries.labels(PolicyField)),
            Filter("niveau", gettext_lazy("Level of government"), "level", lambda: queries.labels(Level)),
            Filter("controle", gettext_lazy("Verification"), "verification", tuple(queries.VERIFICATIONS.items())),
        ),
        search=("name", "abbreviation", "role_nl", "role_en"),
        order=("alphabet",),
        name="parties",
        caption=pgettext_lazy("caption of a list", "Parties in and around the chain"),
    )  # fmt: skip


def _stages(party: Any) -> str:
    return ", ".join(dict.fromkeys(role.stage.label for role in party.roles))


def _themes(party: Any) -> str:
    return ", ".join(dict.fromkeys(interest.theme.label for interest in party.interests_seen))


def party(request: HttpRequest, code: str) -> HttpResponse:
    """One party: what it does per stage, what it wants per theme, and on whose word."""
    found = there(queries.party_page(request.viewer, code), _("There is no party with this code."))  # type: ignore[attr-defined]
    context = {"page": found, "facts": _facts(found.party), "trace_url": ref_url(found.party.ref)}
    return TemplateResponse(request, "insight/network/party.html", context)


def _facts(party: Party) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [(_("Sector"), queries.SECTORS[party.sector])]
    if party.level:
        facts.append((_("Level of government"), party.level.label))
    facts.append((_("Verification"), queries.VERIFICATIONS[party.verification]))
    facts.append((_("Stands in the workspace at"), Code(party.place)))
    return facts
