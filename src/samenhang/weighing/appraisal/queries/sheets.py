"""Which sheets of an appraisal count today: the newest scoring, what each party gave last, and the newest result."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act, Mention, Sheet, Tombstone

SCORES, WEIGHTS, RESULT = "appraisal-scores", "appraisal-weights", "appraisal-result"
FACTS, EFFECTS, WHOLE = "appraisal-facts", "appraisal-effects", "appraisal-whole"
MADE_BY = {
    "appraisal.scored": SCORES, "appraisal.weighted": WEIGHTS, "appraisal.weighed": RESULT,
    "appraisal.doubted": FACTS, "appraisal.spread": EFFECTS, "appraisal.frozen": WHOLE,
}  # fmt: skip


@dataclass
class Standing:
    """The sheets that count for one appraisal, and the act that made each (by the sheet's ref)."""

    scores: Sheet | None = None
    weights: dict[str, Sheet] = field(default_factory=dict)
    facts: dict[str, Sheet] = field(default_factory=dict)  # where a party judges otherwise
    effects: Sheet | None = None
    result: Sheet | None = None
    whole: Sheet | None = None
    rested_on: frozenset[str] = frozenset()  # the sheets that the result was computed from
    acts: dict[str, Act] = field(default_factory=dict)

    @property
    def fresh(self) -> bool:
        """Whether the result was computed from the scores and weights that count today."""
        today = {sheet.ref for sheet in (self.scores, *self.weights.values(), *self.facts.values()) if sheet}
        return self.result is not None and self.rested_on == today

    @property
    def step(self) -> str:
        """Where the appraisal is: open, scored or weighed."""
        return "weighed" if self.result else "scored" if self.scores else "open"


def standing(refs: Iterable[str]) -> dict[str, Standing]:
    """What counts today for each of these appraisals, in a fixed number of queries. A sheet that was erased counts no more."""
    found = {ref: Standing() for ref in refs}
    acts = list(
        Act.objects.filter(verb__in=MADE_BY, mentions__role="appraisal", mentions__ref__in=list(found))
        .prefetch_related("mentions")
        .order_by("pk")
    )
    shorts = {mention.ref.removeprefix("sheet:") for act in acts for mention in act.mentions.all()}
    erased = set(Tombstone.objects.filter(ref__startswith="sheet:").values_list("ref", flat=True))
    sheets = {sheet.ref: sheet for sheet in Sheet.objects.filter(short__in=shorts) if sheet.ref not in erased}
    for act in acts:
        _take(act, list(act.mentions.all()), sheets, found)
    return found


def _take(act: Act, mentions: list[Mention], sheets: dict[str, Sheet], found: dict[str, Standing]) -> None:
    """A later act takes the place of an earlier one, also when what it made was erased: nothing counts in its place then."""
    of = {mention.role: mention.ref for mention in mentions}
    its, sheet = found[of["appraisal"]], sheets.get(of["made"])
    its.acts[of["made"]] = act
    if act.verb == "appraisal.scored":
        its.scores = sheet
    elif act.verb == "appraisal.spread":
        its.effects = sheet
    elif act.verb == "appraisal.frozen":
        its.whole = sheet
    elif act.verb == "appraisal.weighed":
        its.result = sheet
        used = ("scores", "weights", "facts")
        its.rested_on = frozenset(mention.ref for mention in mentions if mention.role in used)
    else:
        of_parties = its.facts if act.verb == "appraisal.doubted" else its.weights
        if sheet:
            of_parties[of["party"]] = sheet
        else:
            of_parties.pop(of["party"], None)


@lru_cache(maxsize=256)
def _table(digest: str) -> store.Table:
    return store.Table.from_bytes(store.read(digest))


def table_of(sheet: Sheet) -> store.Table:
    """The table of a sheet, kept at hand: a live page asks for the same one at every change, and its bytes never change."""
    return _table(sheet.digest)


def decisions_on(refs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The refs of what was decided on each of these appraisals. Decisions live a floor higher: here they are only refs."""
    acts = Act.objects.filter(verb="governance.decided", mentions__role="appraisal", mentions__ref__in=list(refs))
    found: dict[str, tuple[str, ...]] = {}
    for act in acts.prefetch_related("mentions").order_by("pk"):
        of = {mention.role: mention.ref for mention in act.mentions.all()}
        found[of["appraisal"]] = (*found.get(of["appraisal"], ()), of["made"])
    return found
