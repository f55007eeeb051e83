"""Questions to the ledger: where something comes from, what rests on it, and whether the record is still whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act, Head, Mention, Prose, Sheet, Tombstone

WALK = """
WITH RECURSIVE walk(act_id, depth) AS (
    SELECT act_id, 0 FROM ground_mention WHERE ref = %s AND {start}
  UNION
    SELECT next.act_id, walk.depth + 1
    FROM walk
    JOIN ground_mention here ON here.act_id = walk.act_id AND {leave}
    JOIN ground_mention next ON next.ref = here.ref AND {enter}
    WHERE walk.depth < %s AND next.act_id {order} walk.act_id
)
SELECT act_id, MIN(depth) FROM (SELECT act_id, depth FROM walk LIMIT %s) AS near
GROUP BY act_id ORDER BY 2, act_id {sort} LIMIT %s
"""  # both databases walk level by level, and no further than they are asked for rows
MADE, USED = "{0}.role = 'made'", "{0}.role <> 'made'"


@dataclass(frozen=True)
class Step:
    """One act on the way, with what it used and made; `depth` 0 is nearest to the ref that was asked."""

    act: Act
    depth: int
    used: tuple[Mention, ...]
    made: tuple[Mention, ...]


def trace(ref: str, *, forward: bool = False, depth: int = 12, limit: int = 400) -> list[Step]:
    """The acts behind `ref` (its lineage), or with `forward` the acts that rest on it, nearest first."""
    base = ref.partition("#")[0]
    sql = WALK.format(
        start=(USED if forward else MADE).format("ground_mention"),
        leave=(MADE if forward else USED).format("here"),
        enter=(USED if forward else MADE).format("next"),
        order=">" if forward else "<",
        sort="ASC" if forward else "DESC",
    )
    with connection.cursor() as cursor:
        # an act is met once a level at most: so many rows hold at least `limit` acts, or all there are
        cursor.execute(sql, [base, depth, limit * (depth + 1), limit])
        depths = dict(cursor.fetchall())
    acts = Act.objects.filter(pk__in=depths).prefetch_related("mentions")
    steps = []
    for act in acts:
        mentions = sorted(act.mentions.all(), key=lambda mention: mention.place)
        used = tuple(mention for mention in mentions if mention.role != "made")
        made = tuple(mention for mention in mentions if mention.role == "made")
        steps.append(Step(act, depths[act.pk], used, made))
    return sorted(steps, key=lambda step: (step.depth, step.act.pk if forward else -step.act.pk))


def written(prose: Prose | None) -> str:
    """What somebody wrote, or that it was erased on request."""
    return prose.body if prose else _("erased on request")


def acts_on(ref: str, *, verb: str | None = None) -> list[Act]:
    """Every act that used or made `ref`, oldest first."""
    found = Act.objects.filter(mentions__ref=ref.partition("#")[0]).distinct().order_by("pk")
    return list(found.filter(verb=verb) if verb else found)


def latest_sheet(verb: str, **used: str) -> Sheet | None:
    """The newest sheet that `verb` made from inputs with these roles and refs."""
    acts = Act.objects.filter(verb=verb)
    for role, ref in used.items():
        acts = acts.filter(pk__in=Mention.objects.filter(role=role, ref=ref).values("act_id"))
    newest = acts.order_by("-pk").first()
    made = newest and newest.mentions.filter(role="made").first()
    return Sheet.objects.filter(short=made.ref.removeprefix("sheet:")).first() if made else None


def sheet(ref: str) -> Sheet | None:
    """The sheet that a (printed) ref names, or None."""
    return Sheet.objects.filter(short=ref.partition("#")[0].removeprefix("sheet:")).first()


def table(sheet: Sheet) -> store.Table:
    """The whole table of a sheet."""
    return store.Table.from_bytes(store.read(sheet.digest))


def stream(sheet: Sheet) -> store.Table:
    """The table of a sheet whose rows are read one by one, once: for tables that do not fit in memory."""
    return store.Table.read(store.lines(sheet.digest))


def cells(refs: Iterable[str]) -> dict[str, dict[str, object] | None]:
    """For each `sheet:…#row/column`: the whole row that the cell stands in (None when it is not there). Reads each sheet once."""
    wanted = {ref: ref.partition("#") for ref in refs if ref.startswith("sheet:") and "#" in ref}
    shorts = {base.removeprefix("sheet:") for base, _, _ in wanted.values()}
    tables = {found.ref: table(found) for found in Sheet.objects.filter(short__in=shorts)}
    return {
        ref: tables[base].record(cell.rpartition("/")[0]) if base in tables else None
        for ref, (base, _, cell) in wanted.items()
    }


def prose(refs: Iterable[str]) -> dict[str, str]:
    """The words behind `text:…` refs that still exist."""
    ids = [int(ref.removeprefix("text:")) for ref in refs]
    return {words.ref: words.body for words in Prose.objects.filter(pk__in=ids)}


def tombstones(refs: Iterable[str]) -> dict[str, Tombstone]:
    return {stone.ref: stone for stone in Tombstone.objects.filter(ref__in=list(refs))}


def head() -> str:
    """The seal of the last act: while it stays, nothing that the ledger records has changed."""
    return str(Head.objects.filter(pk=1).values_list("seal", flat=True).first() or "")
