"""What was computed from figures across borders: on the borders of today, and added up; read from the sheets that say so."""

from collections.abc import Iterable, Mapping
from typing import Any

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Mention, Sheet

Record = Mapping[str, Any]
RECODED, SUMMED = "evidence.recoded", "evidence.summed"


def computed(verb: str, figures: Iterable[str]) -> list[tuple[str, Sheet]]:
    """For each sheet of figures the newest sheet that `verb` made of it. Three queries, however many there are."""
    used = Mention.objects.filter(role="figures", ref__in=set(figures), act__verb=verb)
    newest = dict(used.order_by("act_id").values_list("ref", "act_id"))
    made = dict(Mention.objects.filter(role="made", act_id__in=newest.values()).values_list("act_id", "ref"))
    shorts = {ref.removeprefix("sheet:") for ref in made.values()}
    sheets = {sheet.ref: sheet for sheet in Sheet.objects.filter(short__in=shorts)}
    return [(ref, sheets[made[act]]) for ref, act in sorted(newest.items()) if made.get(act) in sheets]


def records(verb: str, figures: Iterable[str], areas: Iterable[str]) -> list[tuple[str, str, Record]]:
    """The rows about these areas: the ref of the sheet they stand in, of the figures they are made of, and the row itself.

    A sheet that was destroyed has no rows any more.
    """
    wanted = frozenset(areas)
    found: list[tuple[str, str, Record]] = []
    for made_of, sheet in computed(verb, figures):
        try:
            table = ledger.stream(sheet)
            names = [name for name, _ in table.columns]
            place = names.index("area")
            rows = [dict(zip(names, row, strict=True)) for row in table.rows if row[place] in wanted]
        except store.StoreError:
            continue
        found += [(sheet.ref, made_of, row) for row in rows]
    return found
