"""A closed round as evidence: what an appraisal can point at, and what it says when it does."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Sheet
from samenhang.insight.voices.models import Phase, Proposition, Round
from samenhang.insight.voices.queries.results import VOTES
from samenhang.insight.voices.queries.sheet import KIND, sheet_of
from samenhang.insight.voices.queries.words import said, titles, words
from samenhang.screen.cells import Cell

OFFERED = 5  # rounds in a list to choose from
SIDE = "-agree"


def citable() -> list[tuple[str, list[tuple[str, str]]]]:
    """Per closed round how many agree with each statement, for a list to choose from; each value is a ref."""
    groups = []
    closed = Round.objects.filter(phase__in=[Phase.CLOSED, Phase.ANSWERED]).order_by("-pk")[:OFFERED]
    for found in closed:
        sheet = sheet_of(found)
        if sheet is None:
            continue
        refs = [f"{sheet.ref}#{row['row']}/value" for row in _rows(sheet) if str(row["row"]).endswith(SIDE)]
        told = cited(refs)
        title = titles([found], _language()).get(found.pk, found.ref)
        groups.append((_("Round: %(title)s") % {"title": title}, [(ref, told[ref][0]) for ref in refs if ref in told]))
    return groups


def cited(refs: Iterable[str]) -> dict[str, tuple[str, Cell]]:
    """What each of these cells of a closed round says; other cells, and what is withheld, are left out."""
    wanted = {ref: ref.partition("#") for ref in refs if ref.startswith("sheet:") and "#" in ref}
    shorts = {base.removeprefix("sheet:") for base, _hash, _cell in wanted.values()}
    found: dict[str, tuple[str, Cell]] = {}
    for sheet in Sheet.objects.filter(kind=KIND, short__in=shorts) if shorts else ():
        table = ledger.table(sheet)
        rows = {str(row["row"]): row for row in table.records()}
        held = Round.objects.filter(pk=table.head["round"].removeprefix("round:")).first()
        if held is None:
            continue
        text = words(held, _language())
        statements = {row.ref: row for row in Proposition.objects.filter(round=held).select_related("original")}
        for ref, (base, _hash, cell) in wanted.items():
            row = rows.get(cell.rpartition("/")[0]) if base == sheet.ref else None
            about = statements.get(str(row["of"])) if row else None
            if row is None or about is None or row["value"] is None or not str(row["row"]).endswith(SIDE):
                continue
            whole = rows[f"{about.key}-total"]["value"]
            told = {"count": int(row["value"]), "of": int(whole) if whole is not None else "–"}
            statement = said(about, text)[0] or _("a statement that was erased on request")
            sentence = _("%(count)s of %(of)s who voted agree: “%(statement)s”") % {**told, "statement": statement}
            found[ref] = sentence, Cell(row["value"], VOTES, ref)
    return found


def _rows(sheet: Sheet) -> list[dict[str, object]]:
    return list(ledger.table(sheet).records())


def _language() -> str:
    return (get_language() or "nl")[:2]
