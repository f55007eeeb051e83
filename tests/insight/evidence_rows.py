"""Rows for the tests of evidence: as many as a list needs, and a new delivery of the fictional count."""

from django.conf import settings
from django.utils import timezone

from samenhang.insight.evidence import actions
from samenhang.insight.evidence.models import Definition, Edition, Figure, FigureCount, Publication, Source


def figure(row: str, **values: object) -> Figure:
    """One more figure of labour migrants in the fictional province, in the edition that is shown."""
    edition = Edition.objects.get(source="tn-telling", indicator=values.get("indicator_id", "TI01"), current=True)
    given = {
        "area_id": "TP01",
        "indicator_id": "TI01",
        "publication_id": "TX01",
        "definition_id": "TD01",
        "unit_id": "tn-personen",
        "period": "2024",
        "value": 1000.0,
        "state": "known",
        "certainty": "exact",
        "basis": "work",
        **values,
    }
    key = {name: given[name] for name in ("indicator_id", "area_id", "publication_id", "definition_id")}
    tally, _new = FigureCount.objects.get_or_create(
        edition=edition, **key, defaults={"number": 0, "known": 0, "earliest": given["period"]}
    )
    tally.number, tally.known = tally.number + 1, tally.known + (given["value"] is not None)
    tally.earliest, tally.latest = min(tally.earliest, given["period"]), max(tally.latest, given["period"])
    tally.save()
    Edition.objects.filter(pk=edition.pk).update(number=edition.number + 1)
    return Figure.objects.create(edition=edition, source_id="tn-telling", sheet=edition.sheet, row=row, **given)


def publication(code: str) -> Publication:
    return Publication.objects.create(
        code=code, title=f"Publication {code}", publisher=f"Publisher {code}", reading="primary"
    )


def definition(code: str, **values: str) -> Definition:
    one = Definition.objects.get(pk="TD01")
    one.pk, one.label_nl, one.label_en = code, f"Definitie {code}", f"Definition {code}"
    for name, value in values.items():
        setattr(one, name, value)
    one.save(force_insert=True)
    return one


def deliver(change: dict[str, str | None], seat: object, reason: str = "Counted once more.") -> None:
    """Deliver the fictional count once more, with lines that contain these words replaced, or left out (None)."""
    text = (settings.WORKSPACE / "deliveries" / "telling-2024.csv").read_text(encoding="utf-8")
    for before, after in change.items():
        lines = text.splitlines(keepends=True)
        assert sum(before in line for line in lines) == 1, before
        text = "".join(line.replace(before, after or "") for line in lines if after is not None or before not in line)
    source = Source.objects.get(pk="tn-telling")
    actions.deliver(source=source, data=text.encode(), by=seat, at=timezone.now(), reason=reason)
