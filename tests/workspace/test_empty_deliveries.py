"""A delivery from which no figure comes is refused: it would take the place of all that the source delivered before."""

import pytest

from samenhang.workspace import mapping
from samenhang.workspace.check.figures import PLACE
from samenhang.workspace.check.tables import table_of
from samenhang.workspace.kinds import schema

VALUE = PLACE["value"]
WORDS = ("areas", "units", "publications", "definitions", "indicators")


@pytest.mark.parametrize(
    ("kept", "sign", "problem"),
    [
        (None, ";", "deliveries/telling-2024.csv:1: the columns are separated by ; : save the file with commas"),
        (None, "\t", "deliveries/telling-2024.csv:1: the columns are separated by tab : save the file with commas"),
        (1, ",", "deliveries/telling-2024.csv: there is no figure in this delivery: deliver the whole file"),
    ],
    ids=["semicolons", "tabs", "no rows"],
)
def test_a_delivery_without_figures(tiny, kept, sign, problem):
    file = tiny.path / "deliveries" / "telling-2024.csv"
    lines = file.read_text(encoding="utf-8").splitlines()[:kept]
    file.write_text("".join(f"{line}\n" for line in lines).replace(",", sign), encoding="utf-8")
    assert tiny.problems() == [problem]


def codes(tiny, lines):
    """The codes of the figures of the delivery with these lines, by their number."""
    read = lambda name: (tiny.path / name).read_bytes()  # noqa: E731
    tables = {name: table_of(schema()[name], read(f"{name}.csv")) for name in WORDS}
    told = "".join(lines).encode()
    return {figure[0]: figure[VALUE] for figure in mapping.figures(read("sources/tn-telling.toml"), told, tables)}


def test_a_row_that_is_put_in_moves_no_other(tiny):
    """A code is made of what the figure is, not of where it stands: every other figure keeps its own."""
    head, *lines = (tiny.path / "deliveries" / "telling-2024.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    before = codes(tiny, [head, *lines])
    assert len(before) == len(lines)
    assert "TP01/2030/TX05/TI01/TD02/from" in before
    assert codes(tiny, [head, *reversed(lines)]) == before
    for line in lines:
        area, _period, rest = line.split(",", 2)
        other = line.replace(",TD01,", ",TD05,") if ",TD01," in line else f"{area},1987,{rest}"
        after = codes(tiny, [head, other, *lines])
        assert {code: after[code] for code in before} == before
        assert len(after) == len(before) + 1


def test_codes_that_are_too_long_together(tiny, monkeypatch):
    monkeypatch.setattr("samenhang.workspace.check.figures.LONGEST", 24)
    (first, *_) = tiny.problems()
    assert first == (
        'deliveries/telling-2024.csv:7 publicatie "TX05": the codes of this figure are 29 signs together, expected at most '
        "24: use shorter codes"
    )
