"""A delivery from which no figure comes is refused: it would take the place of all that the source delivered before."""

import pytest


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
