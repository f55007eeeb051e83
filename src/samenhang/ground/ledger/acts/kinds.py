"""What an act can record, and how: codes, numbers, dates and refs as they are; words of people only by their length."""

import math
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from django.db import models

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Sheet

PIECE = 1024 * 1024
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/~:+-]{0,119}")
REF = re.compile(r"(?P<ref>[a-z_]+:[A-Za-z0-9._/~+-]{1,100})(#(?P<cell>[^\x00-\x1f]{1,300}))?")


class Code(str):
    """A word from a list: it may stand in the record."""


class Ref(str):
    """`kind:key`, with `#row/column` when it points into a sheet."""


class Words(str):
    """Free text of people: the record keeps only its length; the action keeps the words in a Prose row."""


@dataclass(frozen=True)
class Received:
    """Bytes as they came from outside; a file is read piece by piece, for deliveries that do not fit in memory."""

    kind: str
    data: bytes | Path

    @property
    def size(self) -> int:
        return len(self.data) if isinstance(self.data, bytes) else self.data.stat().st_size

    def chunks(self) -> Iterator[bytes]:
        if isinstance(self.data, bytes):
            yield self.data
            return
        with self.data.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


PLAIN = (Code, Ref, Words, int, float, bool, date, Sheet, store.Table, Received)
REPLAYABLE = (Code, Ref, int, float, bool, date, Sheet)


def kind_of(hint: Any) -> Any:
    """The kind behind an annotation: `list[Ref]` and `Ref | None` are both Ref."""
    if get_origin(hint) in (types.UnionType, Union):
        hint = next(item for item in get_args(hint) if item is not type(None))
    return get_args(hint)[0] if get_origin(hint) in (list, tuple) else hint


def recordable(kind: Any) -> bool:
    return kind in PLAIN or (isinstance(kind, type) and issubclass(kind, models.Model))


def inputs(given: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    facts: dict[str, Any] = {}
    used: list[tuple[str, str, str]] = []
    for role, value in given.items():
        if isinstance(value, Words):
            facts[f"{role}_length"] = len(value)
        elif isinstance(value, list | tuple) and value and all(isinstance(item, Words) for item in value):
            facts[f"{role}_lengths"] = [len(item) for item in value]
        elif isinstance(value, Received):
            facts[role] = {"kind": value.kind, "size": value.size}
        elif isinstance(value, store.Table):
            facts[role] = {"kind": value.kind, "rows": len(tuple(value.rows))}
        elif isinstance(value, Ref | Sheet | models.Model) or (isinstance(value, list | tuple) and not _plain(value)):
            used += refs(role, value)
        elif value is not None:
            facts[role] = (
                [_fact(role, item) for item in value] if isinstance(value, list | tuple) else _fact(role, value)
            )
    return facts, used


def _plain(values: Any) -> bool:
    return all(isinstance(value, int | float | Code | date) for value in values)


def _fact(role: str, value: Any) -> Any:
    if isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and CODE.fullmatch(value):
        return str(value)
    raise ValueError(
        f"The record of an act takes finite numbers, dates and codes; {role} is {value!r}. Free text goes in as Words."
    )


def refs(role: str, value: Any) -> list[tuple[str, str, str]]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [ref for item in value for ref in refs(role, item)]
    text = value if isinstance(value, str) else value.ref
    match = REF.fullmatch(text)
    if match is None:
        raise ValueError(f"{role} should point at something as kind:key; it got {text!r}.")
    return [(role, match["ref"], match["cell"] or "")]
