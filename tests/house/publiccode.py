"""Reads the part of YAML that publiccode.yml is written in: maps, lists and text by indentation, so no package is needed."""

from typing import Any


def parsed(text: str) -> Any:
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines()]
    kept = [(depth, line) for depth, line in lines if line and not line.startswith("#")]
    value, rest = _block(kept, 0)
    if rest:
        raise ValueError(f"expected a line at the depth of its block, got {rest[0][1]!r}")
    return value


def _block(lines: list[tuple[int, str]], depth: int) -> tuple[Any, list[tuple[int, str]]]:
    """The map or list that begins here, and the lines after it."""
    if lines[0][1].startswith("- "):
        return _list(lines, depth)
    made: dict[str, Any] = {}
    while lines and lines[0][0] == depth and not lines[0][1].startswith("- "):
        key, colon, value = lines[0][1].partition(":")
        if not colon or key in made:
            raise ValueError(f"expected `key: value`, each key once, got {lines[0][1]!r}")
        lines, value = lines[1:], value.strip()
        if value in (">", "|"):
            inside = _deeper(lines, depth)
            made[key], lines = (" " if value == ">" else "\n").join(inside), lines[len(inside) :]
        elif value:
            made[key] = _plain(value)
        elif lines and (lines[0][0] > depth or lines[0][1].startswith("- ")):
            made[key], lines = _block(lines, lines[0][0])
        else:
            raise ValueError(f"expected a value for {key}")
    return made, lines


def _list(lines: list[tuple[int, str]], depth: int) -> tuple[list[Any], list[tuple[int, str]]]:
    made: list[Any] = []
    while lines and lines[0][0] == depth and lines[0][1].startswith("- "):
        item = lines[0][1][2:].strip()
        if ": " in item and not item.startswith(('"', "'")):
            # a map as an item: its first key stands behind the dash, two deeper
            value, lines = _block([(depth + 2, item), *lines[1:]], depth + 2)
            made.append(value)
        else:
            made.append(_plain(item))
            lines = lines[1:]
    return made, lines


def _deeper(lines: list[tuple[int, str]], depth: int) -> list[str]:
    found = []
    for deep, line in lines:
        if deep <= depth:
            break
        found.append(line)
    return found


def _plain(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
