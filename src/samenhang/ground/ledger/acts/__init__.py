"""The act: one decorator that checks the permission, records what was used and what was made, and seals it.

An action is keyword-only, takes `by` and `at`, and annotates each parameter; a parameter's name is its role in the lineage.
An action that returns a Table or Received makes a sheet: its body runs outside any transaction, then one short transaction
records it. Any other action is a deed: its body and its record are one transaction, with the Head locked last.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Protocol, get_type_hints

from django.db import transaction

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import chain, kinds
from samenhang.ground.ledger.acts.kinds import Code, Received, Ref, Words
from samenhang.ground.ledger.acts.permission import Permission, require
from samenhang.ground.ledger.models import Sheet

__all__ = ["ACTS", "Actor", "Code", "Permission", "Received", "Ref", "Words", "act", "require"]


class Actor(Protocol):
    """Whoever acts: a seat, or the program itself before there are seats."""

    @property
    def ref(self) -> str: ...

    def may(self, permission: Permission) -> bool: ...


@dataclass(frozen=True)
class Spec:
    verb: str
    body: Callable[..., Any]
    makes_sheet: bool
    pure: bool  # takes sheets, numbers, codes and refs only: verify --replay can run it again


ACTS: dict[str, Spec] = {}


def act(verb: str, *, needs: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make an action of a function. Refuses, at import, a signature that could not be recorded."""

    def decorate(body: Callable[..., Any]) -> Callable[..., Any]:
        spec = _spec(verb, body)
        ACTS[verb] = spec

        @wraps(body)
        def action(*, by: Actor, at: datetime, **given: Any) -> Any:
            require(by, needs)
            if at.tzinfo is None:
                raise ValueError(f"{verb}: `at` should be a time with a time zone; it got {at!r}.")
            facts, used = kinds.inputs(given)
            if not spec.makes_sheet:
                with transaction.atomic(durable=True):
                    made = body(by=by, at=at, **given)
                    chain.record(verb, by.ref, at, facts, used, kinds.refs("made", made))
                return made
            if spec.pure:
                facts["versions"] = chain.versions()
            result = body(by=by, at=at, **given)
            address, size = store.write(result.chunks())
            with transaction.atomic(durable=True):
                sheet, _new = Sheet.objects.get_or_create(
                    digest=address, defaults={"short": address[:16], "kind": result.kind, "size": size}
                )
                if not chain.done_before(verb, facts, used, sheet):
                    chain.record(verb, by.ref, at, facts, used, [("made", sheet.ref, "")])
            return sheet

        return action

    return decorate


def _spec(verb: str, body: Callable[..., Any]) -> Spec:
    hints, parameters = get_type_hints(body), inspect.signature(body).parameters
    where = f"{body.__module__}.{body.__qualname__}"
    if not re.fullmatch(r"[a-z_]+\.[a-z_]+", verb) or verb in ACTS:
        raise TypeError(f"{where}: a verb is written room.deed and belongs to one action; got {verb!r}.")
    if not {"by", "at"} <= set(parameters) or "made" in parameters:
        raise TypeError(f"{where}: an action takes `by` and `at`, and no parameter called `made`.")
    found = []
    for name, parameter in parameters.items():
        if parameter.kind is not parameter.KEYWORD_ONLY or name not in hints:
            raise TypeError(f"{where}: parameter {name!r} should be keyword-only and annotated.")
        if name in ("by", "at"):
            continue
        found.append(kinds.kind_of(hints[name]))
        if not kinds.recordable(found[-1]):
            allowed = "codes, numbers, dates, refs, words, sheets, tables, files and rows"
            raise TypeError(f"{where}: parameter {name!r} is {hints[name]}; an act can record {allowed}.")
    makes = hints.get("return") in (store.Table, Received)
    return Spec(verb, body, makes, makes and all(kind in kinds.REPLAYABLE for kind in found))
