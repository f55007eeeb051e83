"""One cell: its text becomes a value of its column's type, or a sentence that says what was expected."""

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from samenhang.workspace.check.hints import did_you_mean, listed, quoted
from samenhang.workspace.kinds import Column, Period

Amount = TypeVar("Amount", int, float)
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
INT = re.compile(r"-?[0-9]{1,15}")
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class RefusedError(Exception):
    """The sentence about a cell that cannot be read."""


def value_of(column: Column, text: str) -> Any:
    """The value of a cell: empty is None, or "" in a text column, or () in a list; RefusedError when it is wrong."""
    if not text.strip():
        if column.required:
            raise RefusedError(f"{column.name} is empty: fill it in ({column.meaning})")
        return {"text": "", "codes": (), "words": ()}.get(column.type)
    return READERS[column.type](column, text)


def _refuse(column: Column, expected: str, text: str, hint: str = "") -> RefusedError:
    return RefusedError(f"{column.name} must be {expected}, not {quoted(text)}{hint}")


def _text(column: Column, text: str) -> str:
    if found := CONTROL.search(text):
        raise RefusedError(f"{column.name} holds the control character {quoted(found[0])}: remove it")
    return text


def _code(column: Column, text: str) -> str:
    if not CODE.fullmatch(text):
        raise _refuse(column, "at most 64 letters, digits and . _ / -, a letter or digit first", text)
    return text


def _codes(column: Column, text: str) -> tuple[str, ...]:
    codes = tuple(text.split(";"))
    for code in codes:
        if not CODE.fullmatch(code):
            raise _refuse(column, "a list of codes with ; between them and no spaces", text)
        if codes.count(code) > 1:
            raise RefusedError(f"{column.name} names {quoted(code)} more than once: keep one")
    return codes


def _enum(column: Column, text: str) -> str:
    if text not in column.allowed:
        raise _refuse(column, listed(column.allowed), text, did_you_mean(text, column.allowed))
    return text


def _int(column: Column, text: str) -> int:
    if not INT.fullmatch(text):
        raise _refuse(column, "a whole number such as 12, of at most 15 digits", text)
    return _ranged(column, text, int(text))


def _number(column: Column, text: str) -> int | float:
    if not NUMBER.fullmatch(text):
        hint = f" (did you mean {text.replace(',', '.')}?)" if NUMBER.fullmatch(text.replace(",", ".")) else ""
        raise _refuse(column, "a number such as 12.5, with a dot and at most 15 digits before it", text, hint)
    # Adding zero makes -0.0 into 0.0: the minus would survive into sealed facts.
    return _ranged(column, text, float(text) + 0.0) if "." in text else _ranged(column, text, int(text))


def _ranged(column: Column, text: str, value: Amount) -> Amount:
    if column.range and not column.range[0] <= value <= column.range[1]:
        low, high = column.range
        raise _refuse(column, f"from {low:g} to {high:g}", text)
    return value


def _date(column: Column, text: str) -> datetime.date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise _refuse(column, "a date in the calendar such as 2018-12-31", text) from None


def _period(column: Column, text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise RefusedError(f"{column.name} {quoted(text)} is not a period: {error}") from None


def _yesno(column: Column, text: str) -> bool:
    if text not in ("yes", "no"):
        raise _refuse(column, "yes or no", text)
    return text == "yes"


def _url(column: Column, text: str) -> str:
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        right = False
    if not right or CONTROL.search(text):
        raise _refuse(column, "an address that starts with https:// or http:// and has no spaces", text)
    return text


READERS: Mapping[str, Callable[[Column, str], Any]] = {
    "text": _text,
    "code": _code,
    "codes": _codes,
    "words": _codes,
    "enum": _enum,
    "int": _int,
    "number": _number,
    "date": _date,
    "period": _period,
    "yesno": _yesno,
    "url": _url,
}
