"""Figures are a copy of their sheet, whatever it says, and what is counted of them is what there is."""

import importlib
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone
from tests.insight.evidence_rows import deliver

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Sheet
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.models import Edition, Figure, FigureCount, Source
from samenhang.insight.evidence.queries import verify_figures
from samenhang.web import doors
from samenhang.workspace import mapping

pytestmark = pytest.mark.django_db
module = importlib.import_module("samenhang.insight.evidence.actions.fill")  # the package gives the deed by that name
KEY = ("edition_id", "indicator_id", "area_id", "publication_id", "definition_id")


def counted():
    """The tallies as they should be, one figure at a time."""
    shown = list(Figure.objects.filter(edition__current=True))
    periods = {}
    for one in shown:
        periods.setdefault(tuple(getattr(one, name) for name in KEY), []).append(one.period)
    number = Counter(tuple(getattr(one, name) for name in KEY) for one in shown)
    known = Counter(tuple(getattr(one, name) for name in KEY) for one in shown if one.value is not None)
    stated = {key: [period for period in some if period] or [""] for key, some in periods.items()}
    return {key: (number[key], known[key], min(stated[key]), max(stated[key])) for key in number}


def tallied():
    rows = FigureCount.objects.values_list(*KEY, "number", "known", "earliest", "latest")
    return {row[: len(KEY)]: row[len(KEY) :] for row in rows}


def sheet_of(lines):
    """An indicator sheet with a line for each (row, area, period, value, words)."""
    plain = {"indicator": "TI01", "unit": "tn-personen", "state": "known", "certainty": "exact", "definition": "TD01",
             "basis": "work", "publication": "TX01", "mark": "", "low": None, "high": None, "note_en": ""}  # fmt: skip
    names = [name for name, _kind in mapping.COLUMNS]
    told = [{**plain, "row": row, "area": area, "period": period, "value": value, "wording": words, "note_nl": words}
            for row, area, period, value, words in lines]  # fmt: skip
    rows = tuple(tuple(one[name] for name in names) for one in told)
    table = store.Table("figures", mapping.COLUMNS, rows, {"indicator": "TI01", "source": "tn-telling"})
    address, size = store.write(table.chunks())
    return Sheet.objects.create(digest=address, short=address[:16], kind="figures", size=size)


def test_after_a_delivery_the_database_knows_how_many_figures_there_are(core_team):
    """So that it does not answer for millions of figures with a plan for none."""
    if connection.vendor == "postgresql":
        known = "SELECT reltuples FROM pg_class WHERE relname = %s"
    else:
        known = "SELECT stat FROM sqlite_stat1 WHERE tbl = %s AND idx = 'figure_by_row'"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1" if connection.vendor == "sqlite" else "SELECT 1")
    deliver({"TP01,2024JJ00,TI01,4200": "TP01,2023JJ00,TI01,4250"}, core_team)
    with connection.cursor() as cursor:
        cursor.execute(known, [Figure._meta.db_table])
        (said,) = cursor.fetchone()
    assert int(str(said).split()[0].partition(".")[0]) == Figure.objects.count()


def test_what_is_counted_is_what_there_is(core_team):
    assert tallied() == counted()
    deliver({"TP01,2024JJ00,TI01,4200": "TP01,2023JJ00,TI01,4250"}, core_team)
    assert tallied() == counted()
    assert dict(Edition.objects.filter(current=True).values_list("sheet", "number")) == Counter(
        Figure.objects.filter(edition__current=True).values_list("edition__sheet", flat=True)
    )


def test_figures_are_made_again_from_their_sheets(capsys):
    source = Source.objects.get(pk="tn-telling")
    before = sorted(Figure.objects.filter(source=source).values_list("sheet", "row", "value", "edition__current"))
    Figure.objects.filter(source=source, indicator="TI01").update(value=1)
    Figure.objects.filter(source=source).exclude(indicator="TI01").delete()
    assert doors.verify(replay=False) == 1
    assert doors.verify(replay=False, mend=True) == 0
    assert (
        sorted(Figure.objects.filter(source=source).values_list("sheet", "row", "value", "edition__current")) == before
    )
    assert "figures were made again from their sheets." in capsys.readouterr().out


def test_an_indicator_that_is_left_out_is_no_longer_counted(core_team):
    source = Source.objects.get(pk="tn-telling")
    module.step_down(Edition.objects.filter(source=source, indicator="TI01"))
    assert not FigureCount.objects.filter(indicator="TI01").exists()
    assert not Edition.objects.filter(indicator="TI01", current=True).exists()
    assert tallied() == counted()


@pytest.mark.parametrize("together", [1, 3, 100])
def test_every_row_is_copied_whatever_it_says(monkeypatch, together):
    monkeypatch.setattr(module, "TOGETHER", together)
    monkeypatch.setattr(module, "BATCHES", 1)
    monkeypatch.setattr(store.text, "CHUNK", 4)
    lines = [
        ("a", "TP01", "2024", 1, "plain"),
        ("b", "TP01", "", 2.5, 'with "quotes", and a comma'),
        ("c", "TG01", "2023", None, "on two\nlines"),
        ("d", "TG01", "2022-Q4", 0.1, "NULL"),
        ("e", "TG01", "2022-12", 10**12, "\\."),
        ("f", "TG02", "", None, ""),
        ("g", "TG02", "2021", -3, "%s ? {é}"),
    ]
    sheet = sheet_of(lines)
    assert actions.fill([sheet], Source.objects.get(pk="tn-telling"), at=timezone.now()) == len(lines)
    copied = Figure.objects.filter(edition__sheet=sheet.ref).order_by("row")
    named = ("row", "area_id", "period", "value", "wording", "note_nl", "low", "note_en", "sheet")
    assert list(copied.values_list(*named)) == [(*line, line[4], None, "", sheet.ref) for line in lines]
    assert tallied() == counted()
    problems = [one for one in verify_figures()[1] if "does not know" not in one]
    assert problems == []


def test_filling_again_changes_nothing():
    sheet = sheet_of([("a", "TP01", "2024", 1, "x"), ("b", "TP01", "2023", None, "")])
    source = Source.objects.get(pk="tn-telling")
    for _time in range(2):
        assert actions.fill([sheet], source, at=timezone.now()) == 2
        assert Figure.objects.filter(edition__sheet=sheet.ref).count() == 2
        assert tallied() == counted()


def test_a_count_that_was_changed_is_found():
    FigureCount.objects.filter(indicator="TI01", area="TP01", definition="TD01").update(number=99)
    (problem,) = verify_figures()[1]
    assert problem.startswith(f"What is counted of the figures of {Edition.objects.get(indicator='TI01').sheet} is not")
