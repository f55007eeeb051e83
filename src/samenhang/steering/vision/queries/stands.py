"""Where parties stand: side by side on one vision, and on the one directional plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from samenhang.ground.lexicon.models import Level
from samenhang.ground.people.queries import Viewer
from samenhang.insight.network.models import Party
from samenhang.screen.cells import Text
from samenhang.steering.vision.models import Joining, Position, Statement
from samenhang.steering.vision.queries.versions import Aim, Health, aims_of, health_of, legs_of, title_of, visions
from samenhang.steering.vision.queries.words import ANSWERS, JOINS, TONES


@dataclass(frozen=True)
class Stand:
    """One party with its answer; `row` is None for a party that was never asked."""

    party: Party
    answer: str
    word: Text
    tone: str
    words: str
    row: Any
    part: str = ""  # what it does itself, where a page knows that


@dataclass(frozen=True)
class Group:
    """The parties of one level of government, or those outside government."""

    level: Level | None
    stands: tuple[Stand, ...]


@dataclass(frozen=True)
class Sides:
    """Who stands where: groups for those who answered, names for those who did not."""

    groups: tuple[Group, ...]
    silent: tuple[Party, ...]
    counts: tuple[tuple[Text, int, str], ...]

    @property
    def answered(self) -> bool:
        return bool(self.groups)


@dataclass(frozen=True)
class Direction:
    """One vision as the directional plan shows it."""

    statement: Statement
    title: str
    health: Health
    aims: tuple[Aim, ...]


def sides(statement: Statement) -> Sides:
    """Every party side by side on this version: agrees, differs, silent."""
    rows = Position.objects.filter(statement=statement).select_related("party", "words")
    return _sides(rows, ANSWERS)


def directional_plan(viewer: Viewer, today: date) -> tuple[tuple[Direction, ...], Sides]:
    """The visions with their ambitions, and which party joins them."""
    found = list(visions(viewer).prefetch_related("supports"))
    legs = legs_of(found, today)
    directions = []
    for one in found:
        aims = tuple(aims_of(one.vision_id, today))
        directions.append(Direction(one, title_of(one), health_of(legs[one.pk], aims), aims))
    return tuple(directions), _sides(Joining.objects.select_related("party", "words"), JOINS)


def _sides(rows: Iterable[Any], words: dict[str, Text]) -> Sides:
    newest: dict[str, Any] = {}
    for row in rows:  # newest first
        newest.setdefault(row.party_id, row)
    parties = list(Party.objects.filter(withdrawn_on=None).select_related("level"))
    levels: dict[str, list[Stand]] = {}
    named = {level.pk: level for level in Level.objects.filter(withdrawn_on=None)}
    silent = []
    for party in parties:
        row = newest.get(party.pk)
        if row is None:
            silent.append(party)
            continue
        said = row.words.body if row.words else ""
        stand = Stand(party, row.answer, words[row.answer], TONES[row.answer], said, row)
        levels.setdefault(party.level_id or "", []).append(stand)
    groups = [Group(level, tuple(levels[pk])) for pk, level in named.items() if pk in levels]
    groups += [Group(None, tuple(some)) for pk, some in levels.items() if pk not in named]
    count = dict.fromkeys(words, 0)
    for row in newest.values():
        count[row.answer] += 1
    count["silent"] += len(silent)
    return Sides(tuple(groups), tuple(silent), tuple((words[key], many, TONES[key]) for key, many in count.items()))
