"""[select]: which rows of a delivery are read, and the same question in the words of OData."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samenhang.workspace.formats.delivery import Batch

FORMS = ("equals", "startswith", "from", "to", "group")


@dataclass(frozen=True)
class Condition:
    """What one column must be: one of these, or starting so, or in one of these groups; and not before or after."""

    equals: tuple[str, ...] = ()
    startswith: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, declared: Any) -> "Condition":
        """`"a"`, `["a", "b"]`, or a table with some of FORMS."""
        if not isinstance(declared, Mapping):
            declared = {"equals": declared}
        several = {
            name: (given,) if isinstance(given := declared.get(name, ()), str) else tuple(given)
            for name in ("equals", "startswith", "group")
        }
        return cls(**several, since=declared.get("from", ""), until=declared.get("to", ""))

    def keeps(self, code: str, group: str = "") -> bool:
        """Whether a code of this group is read."""
        any_of = self.equals or self.startswith or self.group
        named = code in self.equals or code.startswith(self.startswith or ("\0",)) or group in self.group
        within = (not self.since or code >= self.since) and (not self.until or code <= self.until)
        return (named or not any_of) and within

    def odata(self, column: str, codes: Iterable[str], *, exact: bool = True) -> str:
        """The condition as an OData filter; `codes` are those of its groups. v3 pads its codes, so there nothing is exact."""
        starts = [f"startswith({column},{_text(start)})" for start in self.startswith]
        for code in (*self.equals, *codes):
            starts.append(f"{column} eq {_text(code)}" if exact else f"startswith({column},{_text(code)})")
        parts = [f"({' or '.join(starts)})"] if starts else []
        parts += [f"{column} ge {_text(self.since)}"] if self.since else []
        # a padded code is more than itself: v3 is asked a little more, and the reader leaves it out
        parts += [f"{column} le {_text(self.until if exact else self.until + '~')}"] if self.until else []
        return " and ".join(parts)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def conditions(declared: Mapping[str, Any]) -> dict[str, Condition]:
    """The conditions of a [select] section, by column."""
    return {column: Condition.of(given) for column, given in declared.items()}


class _Answers(dict[str, bool]):
    """Whether each code of a column is read, found out once."""

    def __init__(self, condition: Condition, groups: Mapping[str, str]) -> None:
        self.condition, self.groups = condition, groups

    def __missing__(self, code: str) -> bool:
        answer = self[code] = self.condition.keeps(code, self.groups.get(code, ""))
        return answer


def keeper(found: Mapping[str, Condition], groups: Mapping[str, Mapping[str, str]]) -> Callable[[Batch], Batch]:
    """Leaves out the rows that are not read; `groups` gives for a column the group of each code."""
    known = {column: _Answers(condition, groups.get(column, {})) for column, condition in found.items()}

    def keep(batch: Batch) -> Batch:
        for column, answers in known.items():
            batch = batch.only(list(map(answers.__getitem__, batch.cells[column])))
        return batch

    return keep
