"""Loading the workspace: every file is kept as it came, then all rows are put in place in one act, or nothing is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Received, act
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.lexicon.models import TABLES, Declared, Province
from samenhang.workspace.check.whole import check
from samenhang.workspace.folder import read
from samenhang.workspace.kinds import Workspace, WorkspaceError

Progress = Callable[[str], None]
Allow = Callable[[Workspace], None]


@dataclass(frozen=True)
class Loaded:
    """What a load did: the workspace as read, the sheet of each file, and whether anything changed."""

    workspace: Workspace
    files: dict[str, Sheet]
    changed: bool


@act("workspace.received", needs=Permission.LOAD)
def receive_file(*, name: Code, file: Received, by: Actor, at: datetime) -> Received:
    """Keep one file of the workspace as it came."""
    return file


@act("workspace.loaded", needs=Permission.LOAD)
def load(*, names: list[Code], files: list[Sheet], by: Actor, at: datetime) -> None:
    """Put the rows of these files in place. A row that is gone is marked withdrawn, never deleted."""
    workspace, problems = check({name: store.read(sheet.digest) for name, sheet in zip(names, files, strict=True)})
    if workspace is None:
        raise WorkspaceError(tuple(problems))
    for table, model in TABLES.items():
        put(model, workspace.tables[table], at.date())
    told = ("name", "title_nl", "title_en", "home_nl", "home_en", "contact_nl", "contact_en", "fictional")
    values = {name: getattr(workspace, name) for name in told}
    Province.objects.update_or_create(pk=1, defaults={**values, "area": workspace.province, "loaded_at": at})


def load_folder(
    path: str, *, by: Actor, at: datetime, say: Progress = lambda line: None, allow: Allow = lambda workspace: None
) -> Loaded:
    """Read the folder, keep its files, and load it when any of them changed. Raises WorkspaceError with every problem.

    `allow` may refuse a workspace that would change something, before anything of it is kept.
    """
    workspace = read(path)
    say(f"{len(workspace.files)} files read and checked")
    last = Act.objects.filter(verb="workspace.loaded").order_by("-pk").first()
    before = [mention.ref for mention in last.mentions.order_by("place")] if last else []
    changed = before != [f"sheet:{store.digest(data)[:16]}" for _name, data in sorted(workspace.files.items())]
    if changed:
        allow(workspace)
    files = {
        name: receive_file(name=Code(name), file=Received("workspace-file", data), by=by, at=at)
        for name, data in sorted(workspace.files.items())
    }
    if changed:
        load(names=[Code(name) for name in files], files=list(files.values()), by=by, at=at)
        say(f"{sum(len(rows) for rows in workspace.tables.values())} rows in place")
    return Loaded(workspace, files, changed)


def put(model: type[Declared], rows: Iterable[Any], today: date) -> None:
    """Insert or update `rows` by code; withdraw the standing rows that are not among them."""
    rows = list(rows)
    plain = [field for field in model._meta.concrete_fields if field.name not in ("code", "withdrawn_on")]
    made = [model(code=row.code, **{field.attname: _value(row, field) for field in plain}) for row in rows]
    model._default_manager.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[field.name for field in plain] + ["withdrawn_on"],
    )
    codes = [row.code for row in rows]
    model._default_manager.filter(withdrawn_on=None).exclude(pk__in=codes).update(withdrawn_on=today)
    for many in model._meta.many_to_many:
        through: Any = many.remote_field.through
        own, other = many.m2m_column_name(), many.m2m_reverse_name()
        through._default_manager.filter(**{f"{own}__in": codes}).delete()
        through._default_manager.bulk_create(
            through(**{own: row.code, other: target}) for row in rows for target in getattr(row, many.name)
        )


def _value(row: Any, field: models.Field[Any, Any]) -> Any:
    value = getattr(row, field.name)
    if isinstance(value, tuple):
        return ";".join(value)
    return "" if value is None and not field.null else value
