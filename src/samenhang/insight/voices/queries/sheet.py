"""The sheet into which a round closes: one row per count, with the ref of what is counted and no words of anybody."""

from collections.abc import Iterator
from typing import Any

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Sheet
from samenhang.insight.voices.models import Round

KIND = "round-counts"
Row = tuple[str, str, str, float | None, str]


def columns() -> tuple[tuple[str, str], ...]:
    return ("row", "code"), ("of", "code"), ("count", "code"), ("value", "number"), ("state", "code")


def head(held: Round) -> dict[str, str]:
    area = held.areas.order_by("pk").first()
    return {
        "round": held.ref, **({"area": area.pk} if area else {}), **({"example": "yes"} if held.example else {}),
    }  # fmt: skip


def rows(body: dict[str, Any]) -> Iterator[Row]:
    """Every count of a tally; what is withheld has a state and no number."""

    def made(code: str, of: str, what: str, value: float | None) -> Row:
        return code, of, what, value, "known" if value is not None else "suppressed"

    yield made("voices", "round", "voices", body["voices"])
    for kind, prefix in (("propositions", "p"), ("questions", "q")):
        for pk, line in body[kind].items():
            of = f"proposition:{pk}" if prefix == "p" else f"question-{pk}"
            for name, value in line["shown"].items():
                yield made(f"{prefix}{pk}-{name}", of, name, value)
            yield made(f"{prefix}{pk}-total", of, "total", line["total"])
    for kind in ("ways", "weeks", "languages"):
        for name, value in body[kind]["shown"].items():
            yield made(f"{kind}-{name}", kind, name, value)
    for number, group in enumerate(body["groups"], 1):
        yield made(f"group-{number}", "groups", str(number), group["size"])
    for shared in body.get("shared", ()):
        yield made(
            f"p{shared['proposition']}-shared", f"proposition:{shared['proposition']}", "shared", shared["percent"]
        )


def sheet_of(held: Round) -> Sheet | None:
    """The sheet into which a round closed."""
    return ledger.latest_sheet("voices.counted", held=held.ref)
