"""The chain: each act's seal hashes the one before it, through the single Head row."""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from samenhang.ground.ledger.models import Act, Head, Mention, Sheet

Line = tuple[str, str, str]  # role, ref, cell


@cache
def versions() -> dict[str, str]:
    """The engine of a computation, so that replay can tell another version from tampering."""
    return {name: version(name) for name in ("samenhang", "numpy", "numba")}


def text_of(facts: dict[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def seal(previous: str, act: Act, mentions: list[Line], sheets: dict[str, Sheet]) -> str:
    """SHA-256 over the previous seal and everything this act says, including kind and size of each sheet it mentions."""
    lines = [
        previous,
        str(act.pk),
        act.verb,
        act.by,
        act.at.astimezone(UTC).isoformat(timespec="microseconds"),
        act.facts,
    ]
    for role, ref, cell in mentions:
        sheet = sheets.get(ref)
        lines.append(json.dumps([role, ref, cell, *([sheet.digest, sheet.kind, sheet.size] if sheet else [])]))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def record(verb: str, by: str, at: datetime, facts: dict[str, Any], used: list[Line], made: list[Line]) -> None:
    mentions = used + made
    shorts = {ref.removeprefix("sheet:") for _role, ref, _cell in mentions if ref.startswith("sheet:")}
    sheets = {sheet.ref: sheet for sheet in Sheet.objects.filter(short__in=shorts)}
    head, _new = Head.objects.select_for_update().get_or_create(pk=1)
    done = Act(pk=head.count + 1, verb=verb, by=by, at=at, facts=text_of(facts))
    done.seal = seal(head.seal, done, mentions, sheets)
    done.save(force_insert=True)
    Mention.objects.bulk_create(
        Mention(act=done, place=place, role=role, ref=ref, cell=cell)
        for place, (role, ref, cell) in enumerate(mentions)
    )
    Head.objects.filter(pk=1).update(count=done.pk, seal=done.seal)


def done_before(verb: str, facts: dict[str, Any], used: list[Line], sheet: Sheet) -> bool:
    """Unchanged bytes make no act: the same verb on the same inputs has made this sheet already."""
    wanted = {key: value for key, value in facts.items() if key != "versions"}
    for earlier in Act.objects.filter(verb=verb, mentions__role="made", mentions__ref=sheet.ref).prefetch_related(
        "mentions"
    ):
        was = {key: value for key, value in json.loads(earlier.facts).items() if key != "versions"}
        refs = [
            (mention.role, mention.ref, mention.cell)
            for mention in earlier.mentions.order_by("place")
            if mention.role != "made"
        ]
        if was == wanted and refs == used:
            return True
    return False
