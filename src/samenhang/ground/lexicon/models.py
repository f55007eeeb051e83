"""Declared rows: what the workspace says. They are read-only in the app, name their file and line, and are never deleted."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import get_language

from samenhang.workspace.kinds import Column, schema


class Declared(models.Model):
    """A row of a workspace table. `row.label` reads `label_nl` or `label_en`, by the language of the page."""

    code = models.CharField(max_length=130, primary_key=True)
    line = models.PositiveIntegerField(default=0)
    # no longer in the workspace: kept, because the record may point at it
    withdrawn_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    table: str = ""

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and not name.endswith(("_nl", "_en", "_id")):
            both = self.__dict__.get(f"{name}_nl"), self.__dict__.get(f"{name}_en")
            if any(text is not None for text in both):
                dutch, english = both
                return (dutch or english) if (get_language() or "nl").startswith("nl") else (english or dutch)
        raise AttributeError(f"{type(self).__name__} has no {name!r}")

    @property
    def ref(self) -> str:
        return f"{self.table}:{self.pk}"

    @property
    def place(self) -> str:
        """Where the workspace says this: `areas.csv:14`."""
        return f"{self.table}.csv:{self.line}"

    def __str__(self) -> str:
        return str(self.pk)


TABLES: dict[str, type[Declared]] = {}


def declares(table: str) -> Callable[[type[Declared]], Any]:
    """Give a model the columns that `schema.csv` has for `table`, so that the schema stays the one truth."""

    def decorate(model: type[Declared]) -> type[Declared]:
        model.table = table
        TABLES[table] = model
        for column in schema()[table].columns:
            if column.name != "code":
                model.add_to_class(column.name, _field(column, table))
            if column.type == "enum":
                within = models.Q(**{f"{column.name}__in": ["", *column.allowed]})
                check = models.CheckConstraint(condition=within, name=f"{table}_{column.name}_in_schema")
                model._meta.constraints = [*model._meta.constraints, check]
        model._meta.original_attrs["constraints"] = model._meta.constraints
        return model

    return decorate


def _field(column: Column, table: str) -> models.Field[Any, Any]:
    """The Django field of one column. References are to tables declared before (or to the table itself)."""
    optional = not column.required
    if column.references and column.type == "code":
        target: Any = "self" if column.references == table else TABLES[column.references]
        return models.ForeignKey(target, models.PROTECT, null=optional, related_name=f"{table}_by_{column.name}")
    if column.references:
        return models.ManyToManyField(TABLES[column.references], related_name=table)
    kinds: dict[str, Callable[[], models.Field[Any, Any]]] = {
        "int": lambda: models.IntegerField(null=optional),
        "number": lambda: models.FloatField(null=optional),
        "date": lambda: models.DateField(null=optional),
        "yesno": lambda: models.BooleanField(default=False),
        "enum": lambda: models.CharField(max_length=40, blank=True, default=""),
    }
    return kinds.get(column.type, lambda: models.TextField(blank=True, default=""))()


@declares("themes")
class Theme(Declared):
    """A theme in which the issue is weighed (or, cross-cutting, one that runs through all)."""

    class Meta:
        ordering = ["order"]


@declares("policy_fields")
class PolicyField(Declared):
    """A policy field of the inventory of municipal policy."""

    class Meta:
        ordering = ["order"]


@declares("chain_stages")
class ChainStage(Declared):
    """A stage of the chain that a labour migrant passes through, from recruitment to return."""

    class Meta:
        ordering = ["order"]


@declares("process_roles")
class ProcessRole(Declared):
    """What a party does in the process: set frames, direct, connect, carry out …"""

    class Meta:
        ordering = ["order"]


@declares("levels")
class Level(Declared):
    """A level of government."""

    class Meta:
        ordering = ["order"]


@declares("purposes")
class Purpose(Declared):
    """What a figure is read for; each purpose may prefer another source."""

    class Meta:
        ordering = ["order"]


@declares("units")
class Unit(Declared):
    """The unit of a number, with the digits after the comma."""


@declares("verbs")
class Verb(Declared):
    """The sentence for people of each verb in the ledger."""


class Province(models.Model):
    """The one row that says which workspace is loaded: its name, titles and whether it is fictional."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=60)
    title_nl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    area = models.CharField(max_length=40)
    home_nl = models.TextField()
    home_en = models.TextField()
    contact_nl = models.TextField()
    contact_en = models.TextField()
    fictional = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="province_is_one_row")]

    @property
    def title(self) -> str:
        return self.title_nl if (get_language() or "nl").startswith("nl") else self.title_en

    @property
    def home(self) -> str:
        return self.home_nl if (get_language() or "nl").startswith("nl") else self.home_en

    @property
    def contact(self) -> str:
        return self.contact_nl if (get_language() or "nl").startswith("nl") else self.contact_en
