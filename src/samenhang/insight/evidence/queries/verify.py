"""Questions to the figures."""

from collections import Counter
from collections.abc import Iterator

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.insight.evidence.models import Edition, Figure
from samenhang.insight.evidence.queries.contests import verify_counters

COPIED = ("row", "indicator_id", "area_id", "period", "unit_id", "state", "certainty", "definition_id", "basis",
          "publication_id", "mark", "wording", "value", "low", "high", "note_nl", "note_en")  # fmt: skip


def verify_figures() -> tuple[int, list[str]]:
    """Compare every Figure with the row of the sheet that it copies, and every counter-figure with its own.

    Returns how many figures there are, and a sentence for each copy that differs.
    """
    count, problems = 0, list(verify_counters())
    for edition in Edition.objects.exclude(filled_at=None).order_by("pk"):
        copies = {figure.row: figure for figure in edition.figures.all()}
        count += len(copies)
        sheet = ledger.sheet(edition.sheet)
        if sheet is None:
            problems.append(f"The figures of {edition.sheet} are copies of a sheet that the ledger does not know.")
            continue
        try:
            records = {record["row"]: record for record in ledger.table(sheet).records()}
        except store.StoreError as error:
            problems.append(str(error))
            continue
        differences = list(_differences(edition.sheet, copies, records))
        problems += differences
        counted = Counter((one.area_id, one.publication_id, one.definition_id) for one in copies.values())
        told = edition.tallies.values_list("area_id", "publication_id", "definition_id", "number")
        right = {tuple(key): number for *key, number in told} == (counted if edition.current else {})
        if not differences and not right:
            problems.append(
                f"What is counted of the figures of {edition.sheet} is not what there is; load the workspace again."
            )
    strays = Figure.objects.exclude(edition__in=Edition.objects.exclude(filled_at=None)).count()
    if strays:
        problems.append(f"{strays} figures belong to no edition that was completed; load the workspace again.")
    return count, problems


def _differences(ref: str, copies: dict[str, Figure], records: dict[str, dict[str, object]]) -> Iterator[str]:
    for row in sorted(copies.keys() ^ records.keys()):
        yield f"Figure {ref}#{row} {'is not in its sheet' if row in copies else 'is missing from the database'}."
    for row in sorted(copies.keys() & records.keys()):
        for name in COPIED:
            copied, said = getattr(copies[row], name), records[row][name.removesuffix("_id")]
            if copied != said:
                yield f"Figure {ref}#{row} was changed: its {name.removesuffix('_id')} is {copied!r}, the sheet says {said!r}."
