"""Is the record whole? Seals, bytes and mentions are recomputed; with `replay` the pure computations are run again."""

import json
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import ACTS, Code, Ref, Spec, chain
from samenhang.ground.ledger.models import Act, Head, Mention, Sheet, Tombstone


@dataclass
class Verdict:
    """What was checked and what is wrong; `problems` are sentences, empty when the record is whole."""

    acts: int = 0
    sheets: int = 0
    replayed: int = 0
    head: str = ""
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def verify(*, replay: bool = False) -> Verdict:
    """Check the chain and every sheet; name each act or sheet that is not what the record says."""
    verdict = Verdict()
    sheets = {sheet.ref: sheet for sheet in Sheet.objects.all()}
    destroyed = set(Tombstone.objects.values_list("ref", flat=True))
    verdict.sheets = len(sheets)
    for sheet in sheets.values():
        if sheet.ref not in destroyed:
            verdict.problems += _file(sheet)
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for mention in Mention.objects.order_by("act_id", "place"):
        mentions[mention.act_id].append(mention)
    previous, expected, made = "", 1, set()
    for act in Act.objects.order_by("pk").iterator(chunk_size=5000):
        if act.pk != expected:
            verdict.problems.append(f"Act {expected} is missing: the next one found is act {act.pk}.")
        verdict.problems += _act(act, previous, mentions[act.pk], sheets)
        previous, expected = act.seal, act.pk + 1
        verdict.acts += 1
        made |= {mention.ref for mention in mentions[act.pk] if mention.role == "made"}
        if replay and act.verb in ACTS and ACTS[act.verb].pure and not _gone(mentions[act.pk], destroyed):
            verdict.replayed += 1
            _replay(ACTS[act.verb], act, mentions[act.pk], sheets, verdict)
    head = Head.objects.filter(pk=1).first()
    count, last = (head.count, head.seal) if head else (0, "")
    if (count, last) != (expected - 1, previous):
        verdict.problems.append(
            f"The Head says {count} acts ending in {last[:16] or 'nothing'}; "
            f"the chain has {expected - 1} ending in {previous[:16] or 'nothing'}."
        )
    verdict.problems += [f"{ref} stands in the store but no act made it." for ref in sorted(sheets.keys() - made)]
    verdict.head = previous
    return verdict


def _file(sheet: Sheet) -> list[str]:
    if sheet.short != sheet.digest[:16]:
        return [
            f"Sheet {sheet.digest[:16]} carries the short name {sheet.short}, which is not the start of its digest."
        ]
    try:
        data = store.read(sheet.digest)
    except store.StoreError as error:
        return [str(error)]
    if store.digest(data) != sheet.digest:
        return [f"The file of {sheet.ref} was changed: its bytes hash to {store.digest(data)[:16]}."]
    if len(data) != sheet.size:
        return [f"{sheet.ref} is recorded with {sheet.size} bytes, but its file has {len(data)}."]
    return []


def _act(act: Act, previous: str, mentions: list[Mention], sheets: dict[str, Sheet]) -> list[str]:
    problems = [
        f"Act {act.pk} mentions {mention.ref}, which is not in the store's list of sheets."
        for mention in mentions
        if mention.ref.startswith("sheet:") and mention.ref not in sheets
    ]
    if [mention.place for mention in mentions] != list(range(len(mentions))):
        problems.append(f"Act {act.pk} ({act.verb}) misses a mention, or has one too many.")
    lines = [(mention.role, mention.ref, mention.cell) for mention in mentions]
    if chain.seal(previous, act, lines, sheets) != act.seal:
        named = ", ".join(sorted({ref for _, ref, _ in lines if ref.startswith("sheet:")})) or "no sheets"
        problems.append(
            f"The seal of act {act.pk} ({act.verb}) does not fit: the act, its mentions, the recorded kind or size of what it "
            f"mentions ({named}), or the seal before it was changed."
        )
    return problems


def _gone(mentions: list[Mention], destroyed: set[str]) -> bool:
    return any(mention.ref in destroyed for mention in mentions)


def _replay(spec: Spec, act: Act, mentions: list[Mention], sheets: dict[str, Sheet], verdict: Verdict) -> None:
    facts = json.loads(act.facts)
    then = facts.pop("versions", {})
    result = next((sheets.get(mention.ref) for mention in mentions if mention.role == "made"), None)
    try:
        given = _given(spec, facts, mentions, sheets)
        again = spec.body(by=None, at=act.at, **given).to_bytes()
        recorded = store.read(result.digest) if result else b""
    except Exception as error:  # noqa: BLE001 - whatever breaks the replay is itself the finding
        verdict.problems.append(f"Act {act.pk} ({act.verb}) could not be replayed: {error}")
        return
    if again == recorded:
        return
    if _same(store.Table.from_bytes(again), store.Table.from_bytes(recorded)):
        verdict.remarks.append(f"Act {act.pk} ({act.verb}) replays to the same values in other bytes.")
    elif then != chain.versions():
        changed = ", ".join(
            f"{name} {then.get(name, '?')} → {now}" for name, now in chain.versions().items() if then.get(name) != now
        )
        verdict.remarks.append(f"Act {act.pk} ({act.verb}) replays to other values with another engine ({changed}).")
    else:
        verdict.problems.append(
            f"Act {act.pk} ({act.verb}) replays to other values with the same engine: it was tampered with."
        )


def _given(spec: Spec, facts: dict[str, Any], mentions: list[Mention], sheets: dict[str, Sheet]) -> dict[str, Any]:
    """The arguments of a pure action, read back from its record."""
    given: dict[str, Any] = {}
    for name, hint in get_type_hints(spec.body).items():
        if name in ("by", "at", "return"):
            continue
        many = get_origin(hint) in (list, tuple)
        kind = get_args(hint)[0] if many else hint
        found = [mention for mention in mentions if mention.role == name]
        if kind is Sheet or kind is Ref:
            values = [sheets[mention.ref] if kind is Sheet else Ref(mention.target) for mention in found]
            given[name] = values if many else (values[0] if values else None)
        elif name in facts:
            readers: dict[Any, Callable[[Any], Any]] = {date: date.fromisoformat, Code: Code}
            convert = readers.get(kind, lambda value: value)
            given[name] = [convert(value) for value in facts[name]] if many else convert(facts[name])
    return given


def _same(one: store.Table, other: store.Table) -> bool:
    """Equal values within a relative 1e-9."""
    ours, theirs = tuple(one.rows), tuple(other.rows)
    if (one.kind, one.columns, len(ours)) != (other.kind, other.columns, len(theirs)):
        return False
    pairs = (pair for rows in zip(ours, theirs, strict=True) for pair in zip(*rows, strict=True))
    return all(
        math.isclose(a, b, rel_tol=1e-9) if isinstance(a, int | float) and isinstance(b, int | float) else a == b
        for a, b in pairs
    )
