"""What can be compared, and what the bridge refuses: each in a sentence that says what came and what to do."""

from dataclasses import replace

import pytest

from samenhang.methods.bridge import Figure, Part, Step, bridge
from samenhang.methods.bridge_kinds import DEFINITION, NOT_STATED, ORDER

SILENT = dict.fromkeys(DEFINITION, NOT_STATED) | {"population": "all", "counts": "persons"}


def figure(value: float, low: float | None = None, high: float | None = None, **answers: str) -> Figure:
    own = {"basis": "live", "period": "2020", "area": "NL", "indicator": "workers", "unit": "persons"}
    own |= {name: answers.pop(name) for name in own if name in answers}
    return Figure(value, SILENT | answers, low=low, high=high, **own)


def test_jobs_and_persons_meet_only_over_a_step_on_counts() -> None:
    jobs, persons = figure(120, counts="jobs", unit="banen", indicator="banen"), figure(100)
    with pytest.raises(ValueError) as caught:
        bridge(jobs, persons)
    assert str(caught.value) == (
        "Expected two figures with the same unit, got banen and persons: they cannot be compared as they are. Give a step "
        "on counts that says how jobs become persons, or compare others."
    )
    step = Step("counts", "jobs", "persons", factor=0.8, source="report")
    assert [(bar.field, int(bar.amount)) for bar in bridge(jobs, persons, [step]).bars] == [
        ("counts", -24),
        ("unexplained", 4),
    ]


A = figure(100, registration="brp", basis="live")
B = figure(150, registration="brp and others", basis="work")
STEP = Step("registration", "brp", "brp and others", 20, source="report")


@pytest.mark.parametrize(
    ("pair", "steps", "sentence"),
    [
        (
            (A, replace(B, unit="x 1000")),
            [],
            "Expected two figures with the same unit, got persons and x 1000: they cannot be compared as they are. "
            "Convert one first, or compare others.",
        ),
        (
            (A, replace(B, indicator="homes")),
            [],
            "Expected two figures with the same indicator, got workers and homes: they cannot be compared as they are. "
            "Convert one first, or compare others.",
        ),
        (
            (A, figure(150, counts="households")),
            [],
            "Expected two figures with the same way of counting, got persons and households: they cannot be compared as "
            "they are. Give a step on counts that says how persons become households, or compare others.",
        ),
        (
            (A, replace(B, area="DE")),
            [],
            "Expected two figures of the same area, got NL and DE. Choose one area, or give a step on area.",
        ),
        (
            (replace(A, period=""), B),
            [],
            "Expected an answer of the first figure on period, got none. Say 'niet vermeld' when the source does not tell.",
        ),
        (
            (A, replace(B, definition={f: "x" for f in DEFINITION if f != "stay"})),
            [],
            "Expected an answer of the second figure on stay, got none. Say 'niet vermeld' when the source does not tell.",
        ),
        (
            (replace(A, definition=dict(A.definition) | {"colour": "x"}), B),
            [],
            f"Expected a definition of the first figure with the fields {', '.join(DEFINITION)}; got colour. "
            "Drop or correct it.",
        ),
        (
            (replace(A, low=110.0), B),
            [],
            "Expected low <= 100 <= high in the first figure, got 110.0 and None. Correct the range.",
        ),
        (
            (replace(A, value=float("nan")), B),
            [],
            "Expected numbers up to 1e+15 in the first figure, got nan. What is not known is no figure and no step.",
        ),
        (
            (A, B),
            [replace(STEP, field="colour")],
            f"Expected steps on one of {', '.join(ORDER)}; got 'colour'. Correct the field.",
        ),
        (
            (A, B),
            [replace(STEP, to_value="brp")],
            "Expected the step on registration from 'brp' to 'brp' to go from one answer to another, got the same or none. "
            "Correct it.",
        ),
        (
            (A, B),
            [replace(STEP, factor=2.0)],
            "Expected the step on registration from 'brp' to 'brp and others' with an amount or a factor, got both or "
            "neither. Give one of the two.",
        ),
        (
            (A, B),
            [replace(STEP, source="")],
            "Expected the step on registration from 'brp' to 'brp and others' with a source or an estimate in words, got "
            "neither. Say how we know.",
        ),
        (
            (A, B),
            [replace(STEP, low=30.0)],
            "Expected low <= 20 <= high in the step on registration from 'brp' to 'brp and others', got 30.0 and None. "
            "Correct the range.",
        ),
        (
            (A, B),
            [replace(STEP, amount=None, factor=0.5, low=0.0)],
            "Expected the step on registration from 'brp' to 'brp and others' with a factor above 0, got 0. Give an amount "
            "instead.",
        ),
        (
            (A, B),
            [STEP, replace(STEP, from_value="brp and others", to_value="brp", amount=-20.0)],
            "Expected one step on registration between 'brp' and 'brp and others', got 2. Choose one.",
        ),
    ],
)
def test_it_refuses_in_a_sentence(pair: tuple[Figure, Figure], steps: list[Step], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        bridge(*pair, steps)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            [Part("eu", 60, 100)],
            "Expected parts that add up to the first figure, 100; got 60. Add the missing part, or leave the parts out.",
        ),
        (
            [Part("eu", 60, 100), Part("other", 40, 40)],
            "Expected parts that add up to the second figure, 150; got 140. Add the missing part, or leave the parts out.",
        ),
        (
            [Part("eu", 60, 100), Part("eu", 40, 50)],
            "Expected each part once, got eu, eu. Drop or add up the others.",
        ),
        (
            [Part("eu", 60, 100), Part("other", 40, float("nan"))],
            "Expected parts with a number in both figures, got one without. Leave the parts out.",
        ),
    ],
)
def test_parts_make_up_both_figures(parts: list[Part], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        bridge(A, B, parts=parts)
    assert str(caught.value) == sentence


def test_the_order_names_each_field_once() -> None:
    with pytest.raises(ValueError) as caught:
        bridge(A, B, order=["basis", "registration"])
    assert str(caught.value) == (
        f"Expected each of the fields {', '.join(ORDER)} once in order, got basis, registration. Add or drop."
    )
