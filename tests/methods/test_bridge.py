"""The bridge beside a slow, obvious twin, on published figures, at the door and on paper."""

import csv
import doctest
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import bridge as module
from samenhang.methods.bridge import Bar, Bridge, Figure, Level, Part, Step, Unknown, bridge
from samenhang.methods.bridge_kinds import DEFINITION, NOT_STATED, ORDER

ROOT = Path(__file__).parents[2]
SILENT = dict.fromkeys(DEFINITION, NOT_STATED) | {"population": "all", "counts": "persons"}


def figure(value: float, low: float | None = None, high: float | None = None, **answers: str) -> Figure:
    own = {"basis": "live", "period": "2020", "area": "NL", "indicator": "workers", "unit": "persons"}
    own |= {name: answers.pop(name) for name in own if name in answers}
    return Figure(value, SILENT | answers, low=low, high=high, **own)


# --- the twin: a purse of coins, all ends of all ranges tried one by one


def written(number: float) -> Fraction:
    """By hand: digits before and after the point, times a power of ten."""
    digits, _, power = repr(float(number)).partition("e")
    whole, _, decimals = digits.partition(".")
    return Fraction(int(whole + decimals), 10 ** len(decimals)) * Fraction(10) ** int(power or 0)


def ends(value: float, low: float | None, high: float | None) -> list[Fraction]:
    return [written(number) for number in (value, value if low is None else low, value if high is None else high)]


def twin(start: Figure, end: Figure, steps: Sequence[Step], order: Sequence[str]) -> list[tuple[Any, ...]]:
    """Field, amount, lowest and highest amount, and the same of the level after it."""
    taken = []
    for field in order:
        for step in steps:
            if step.field == field and start.answer(field) == step.from_value and end.answer(field) == step.to_value:
                taken.append((step, True))
            if step.field == field and start.answer(field) == step.to_value and end.answer(field) == step.from_value:
                taken.append((step, False))
    choices = [ends(start.value, start.low, start.high)]
    for step, _ in taken:
        middle = step.amount if step.amount is not None else step.factor
        assert middle is not None
        choices.append(ends(middle, step.low, step.high))
    choices.append(ends(end.value, end.low, end.high))
    walks = []
    for first, *between, last in product(*choices):
        level, rows = first, []
        for (step, forward), number in zip(taken, between, strict=True):
            if step.amount is not None:
                after = level + number if forward else level - number
            else:
                after = level * number if forward else level / number
            rows.append((after - level, after))
            level = after
        walks.append([*rows, (last - level, last)])
    names = [step.field for step, _ in taken] + ["unexplained"]
    found = []
    for i, name in enumerate(names):
        amounts, levels = [walk[i][0] for walk in walks], [walk[i][1] for walk in walks]
        found.append((name, amounts[0], min(amounts), max(amounts), levels[0], min(levels), max(levels)))
    return found


def begins(a: Figure, b: Figure, steps: Sequence[Step]) -> Figure:
    """The rule in words: as the factors are written, else from low to high, else by what the figures say."""
    forward = backward = 0
    for step in steps:
        if step.factor is not None:
            forward += (a.answer(step.field), b.answer(step.field)) == (step.from_value, step.to_value)
            backward += (b.answer(step.field), a.answer(step.field)) == (step.from_value, step.to_value)
    if forward != backward:
        return a if forward > backward else b
    if a.value != b.value:
        return a if a.value < b.value else b
    return a if [a.answer(field) for field in ORDER] <= [b.answer(field) for field in ORDER] else b


def rows(found: Bridge) -> list[tuple[Any, ...]]:
    return [
        (bar.field, bar.amount, bar.low, bar.high, bar.after.value, bar.after.low, bar.after.high) for bar in found.bars
    ]


def amounts(found: Bridge) -> list[tuple[Any, ...]]:
    return [(bar.field, bar.amount, bar.low, bar.high) for bar in found.bars]


# --- pairs of figures and what is known between them

FIELDS = ("registration", "origin_by", "family", "agency", "basis", "period")
numbers = st.floats(-1e6, 1e6).map(lambda x: round(x, 3)) | st.integers(0, 10**6).map(float) | st.floats(-1e12, 1e12)
factors = st.sampled_from([0.14, 0.5, 0.9, 1.0, 1.2, 3.0])


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    ranged = draw(st.booleans())
    answers = {field: draw(st.sampled_from(["x", "y", NOT_STATED])) for field in FIELDS}
    return figure(value, low if ranged else None, high if ranged else None, **answers)


@st.composite
def steps_between(draw: st.DrawFn, factor: bool = True) -> list[Step]:
    found = []
    for field in FIELDS:
        one, other = draw(st.permutations(["x", "y", NOT_STATED]))[:2]
        ranged = draw(st.booleans())
        if factor and draw(st.booleans()):
            low, value, high = sorted(draw(st.tuples(factors, factors, factors)))
            more: dict[str, Any] = {"factor": value, "estimate": "guess"}
        else:
            low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
            more = {"amount": value, "source": "report"}
        more |= {"low": low, "high": high} if ranged else {}
        found.append(Step(field, one, other, **more))
    return draw(st.lists(st.sampled_from(found), max_size=4, unique=True))


@settings(deadline=None)
@given(figures(), figures(), steps_between(), st.permutations(ORDER))
def test_it_agrees_with_the_twin(a: Figure, b: Figure, steps: list[Step], order: list[str]) -> None:
    first = begins(a, b, steps)
    start, end = (a, b) if first is a else (b, a)
    found = bridge(start, end, steps, order=order)
    slow = twin(start, end, steps, order)
    assert rows(found) == [(*row[:4], *map(float, row[4:])) for row in slow]
    differ = [field for field in order if start.answer(field) != end.answer(field)]
    assert [u.field for u in found.unknown] == [field for field in differ if field not in {row[0] for row in slow}]
    assert all(u.stated == (NOT_STATED not in (u.from_value, u.to_value)) for u in found.unknown)
    assert found.silent == tuple(f for f in order if start.answer(f) == end.answer(f) == NOT_STATED)


@settings(deadline=None)
@given(figures(), figures(), steps_between())
def test_steps_and_remainder_are_the_difference_exactly(a: Figure, b: Figure, steps: list[Step]) -> None:
    found = bridge(a, b, steps)
    assert written(a.value) + sum(bar.amount for bar in found.bars) == written(b.value)
    assert sum(bar.amount for bar in found.bars) == found.difference
    assert found.bars[0].before.value == a.value
    assert found.bars[-1].after.value == b.value  # bit for bit, after the last rounding
    for bar, following in zip(found.bars, found.bars[1:], strict=False):
        assert bar.after == following.before
    assert all(bar.low <= bar.amount <= bar.high for bar in found.bars)


@given(st.data())
def test_with_whole_numbers_plain_floats_add_up_too(data: st.DataObject) -> None:
    whole = st.integers(-(10**12), 10**12).map(float)
    a = figure(data.draw(whole), registration="x", basis="x", family="x")
    b = figure(data.draw(whole), registration="y", basis="y", family="y")
    steps = [Step(field, "x", "y", data.draw(whole), source="report") for field in ("registration", "basis")]
    for found in (bridge(a, b, steps), bridge(b, a, steps)):
        level = found.start.value
        for bar in found.bars:
            level += float(bar.amount)
            assert level == bar.after.value
        assert level == found.end.value


@settings(deadline=None)
@given(figures(), figures(), steps_between(), st.permutations(ORDER))
def test_the_way_back_mirrors_the_way_there(a: Figure, b: Figure, steps: list[Step], order: list[str]) -> None:
    there, back = bridge(a, b, steps, order=order), bridge(b, a, steps, order=order)
    assert [bar.field for bar in back.bars] == [bar.field for bar in reversed(there.bars)]
    assert [(bar.amount, bar.low, bar.high) for bar in back.bars] == [
        (-bar.amount, -bar.high, -bar.low) for bar in reversed(there.bars)
    ]
    assert [(bar.before, bar.after) for bar in back.bars] == [(bar.after, bar.before) for bar in reversed(there.bars)]
    if any(a.answer(field) != b.answer(field) for field in ORDER) or a.value != b.value:
        assert back == there.turned()
        assert there == back.turned()
    assert there.turned().turned() == there


@given(figures(), figures())
def test_without_known_steps_all_is_unexplained(a: Figure, b: Figure) -> None:
    found = bridge(a, b)
    assert [(bar.field, bar.amount) for bar in found.bars] == [("unexplained", written(b.value) - written(a.value))]
    assert found.unexplained.amount == found.difference
    low, high = (ends(f.value, f.low, f.high) for f in (a, b))
    assert (found.unexplained.low, found.unexplained.high) == (high[1] - low[2], high[2] - low[1])


@settings(deadline=None)
@given(figures(), figures(), steps_between(), st.randoms(use_true_random=False))
def test_the_place_of_unknown_fields_does_not_matter(
    a: Figure, b: Figure, steps: list[Step], chance: random.Random
) -> None:
    found = bridge(a, b, steps)
    others = [field for field in ORDER if field in {u.field for u in found.unknown}]
    mixed = chance.sample(others, len(others))
    order = [mixed.pop() if field in others else field for field in ORDER]
    other = bridge(a, b, steps, order=order)
    assert other.bars == found.bars
    assert {u.field for u in other.unknown} == {u.field for u in found.unknown}


@given(figures(), figures(), steps_between(factor=False), st.permutations(ORDER))
def test_amounts_do_not_depend_on_the_order_but_factors_do(
    a: Figure, b: Figure, steps: list[Step], order: list[str]
) -> None:
    first, second = bridge(a, b, steps), bridge(a, b, steps, order=order)
    assert {bar.field: bar.amount for bar in first.bars} == {bar.field: bar.amount for bar in second.bars}


def test_a_factor_takes_the_level_it_meets() -> None:
    a, b = figure(100, registration="x", basis="x"), figure(90, registration="y", basis="y")
    steps = [Step("registration", "x", "y", 20, source="r"), Step("basis", "x", "y", factor=0.5, source="r")]
    first, last = list(ORDER), [f for f in ORDER if f != "registration"] + ["registration"]
    assert [(bar.field, int(bar.amount)) for bar in bridge(a, b, steps, order=first).bars] == [
        ("registration", 20),
        ("basis", -60),
        ("unexplained", 30),
    ]
    assert [(bar.field, int(bar.amount)) for bar in bridge(a, b, steps, order=last).bars] == [
        ("basis", -50),
        ("registration", 20),
        ("unexplained", 20),
    ]


def test_no_float_would_do_where_this_is_exact() -> None:
    """Why the amounts are fractions: from 3.3 no float leads to 0.1."""
    found = bridge(figure(3.3, basis="live"), figure(0.1, basis="work"))
    assert 3.3 + float(found.difference) != 0.1
    assert (found.unexplained.amount, found.bars[-1].after.value) == (Fraction(-16, 5), 0.1)


def test_figures_that_agree_need_no_bridge() -> None:
    a = figure(100, 90, 110)
    found = bridge(a, a)
    assert amounts(found) == [("unexplained", 0, -20, 20)]
    assert (found.unknown, found.parts) == ((), ())


# --- published figures


def published(definition: str, value: str, area: str = "NL01") -> Figure:
    """A figure as it stands in the workspace: its row of the delivery and of the definitions."""
    with (ROOT / "workspace/brabant/definitions.csv").open(encoding="utf-8") as file:
        definitions = {row["code"]: row for row in csv.DictReader(file)}
    with (ROOT / "workspace/brabant/deliveries/tellingen.csv").open(encoding="utf-8") as file:
        found = [
            r for r in csv.DictReader(file) if (r["definition"], r["value"], r["area"]) == (definition, value, area)
        ]
    (row,) = found
    return Figure(
        value=float(row["value"]),
        definition={field: definitions[definition][field] for field in DEFINITION},
        basis=row["basis"],
        period=row["period"] or NOT_STATED,
        area=row["area"],
        indicator=row["indicator"],
        unit=row["unit"],
    )


def test_bridge_adviesraad_220000_to_735000() -> None:
    """CBS migration statistics to SEO, as set side by side by the Adviesraad Migratie (2023).

    Both are published by origin, so it is known where the difference is. Why it is there is not: no source gives the
    effect of registration, of the window of two months or of the basis, so nothing gets an amount.
    """
    a, b = published("adviesraad-brp", "220000"), published("seo-2022", "735000")
    groups = [("EU en EFTA", "-eu-efta", "150000", "630000"), ("overig", "-buiten-eu", "70000", "105000")]
    parts = [
        Part(name, published("adviesraad-brp" + code, one).value, published("seo-2022" + code, other).value)
        for name, code, one, other in groups
    ]
    found = bridge(a, b, parts=parts)
    level, top = Level(220000, 220000, 220000), Level(735000, 735000, 735000)
    amount = Fraction(515000)
    assert found.bars == (Bar("unexplained", "", "", amount, amount, amount, level, top),)
    assert [(part.name, int(part.amount)) for part in found.parts] == [("EU en EFTA", 480000), ("overig", 35000)]
    assert found.unknown == (
        Unknown("origin_by", "motive", "nationality", True),
        Unknown("registration", "brp", "brp and others", True),
        Unknown("arrival_window", NOT_STATED, "binnen 2 maanden na eerste aankomst", False),
        Unknown("family", NOT_STATED, "excluded", False),
        Unknown("basis", "live", "work", True),
        Unknown("period", NOT_STATED, "2019", False),
        Unknown("method", "registertelling", "telling in microdata", True),
        Unknown("producer", "CBS, bewerking Adviesraad Migratie", "SEO Economisch Onderzoek", True),
    )
    assert found.silent == ("moment", "stay", "knowledge_migrants", "agency", "ages")
    assert bridge(b, a, parts=[part.turned() for part in parts]) == found.turned()


def test_bridge_brabant_92000_to_120000() -> None:
    """Het PON (2018, where they work) to BMIP (2023, where they live): 28,000, of which nobody published a reason."""
    found = bridge(published("pon-microdata", "92000", "PV30"), published("bmip-2023", "120000", "PV30"))
    assert amounts(found) == [("unexplained", 28000, 28000, 28000)]
    assert {"basis", "period"} <= {u.field for u in found.unknown}


def test_bridge_het_pon_650000_to_92000() -> None:
    """14 percent of the country is 91,000 ("almost 92,000"); the rounding of 14 is wider than what is left."""
    country, province = published("pon-microdata", "650000"), published("pon-microdata", "92000", "PV30")
    share = Step("area", "NL01", "PV30", factor=0.14, low=0.135, high=0.145, source="publication:hetpon-2020")
    found = bridge(country, province, [share])
    assert amounts(found) == [
        ("area", -559000, -562250, -555750),
        ("unexplained", 1000, -2250, 4250),
    ]
    assert found.bars[0].after == Level(91000, 87750, 94250)
    assert bridge(province, country, [share]) == found.turned()


def test_the_fields_are_those_of_the_schema() -> None:
    with (ROOT / "src/samenhang/workspace/schema.csv").open(encoding="utf-8") as file:
        columns = [row["column"] for row in csv.DictReader(file) if row["table"] == "definitions"]
    about = ["code", "label_nl", "label_en", "text_nl", "text_en"]
    assert [column for column in columns if column not in about] == list(DEFINITION)
    assert sorted(ORDER) == sorted([*DEFINITION, "basis", "period", "area"])


# --- on paper


def test_importing_it_brings_neither_django_nor_pandas_nor_scipy() -> None:
    names = "{'django', 'pandas', 'scipy', 'numba', 'numpy'}"
    code = f"import sys, samenhang.methods.bridge; print(sorted({names} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


def test_the_page_has_the_numbers_of_the_doctest() -> None:
    page = (ROOT / "docs/methods/bridge.md").read_text(encoding="utf-8")

    def dutch(number: Fraction | float, sign: str = "+") -> str:
        return f"{float(number):{sign},.0f}".replace(",", ".").replace("-", "−")

    start = figure(10000, registration="brp")
    end = figure(16000, registration="brp and others", basis="work")
    known = [
        Step("registration", "brp", "brp and others", 2500, low=2000, high=3000, source="count of a sample"),
        Step("basis", "live", "work", 1500, low=500, high=2500, estimate="commuters over the border"),
    ]
    bars = [
        (dutch(bar.amount), dutch(bar.low), dutch(bar.high), dutch(bar.after.value, ""))
        for bar in bridge(start, end, known).bars
    ]
    assert re.findall(r"^\| [^|]+ \| (\S+) \| (\S+) tot (\S+) \| (\S+) \|$", page, re.M) == bars
    mirrored = [dutch(bar.amount) for bar in bridge(end, start, known).bars]
    assert f"onverklaard {mirrored[0]}, basis {mirrored[1]}, registratie {mirrored[2]}" in page
    whole, one = figure(650000, basis="work"), figure(92000, basis="work", area="province")
    share = Step("area", "NL", "province", factor=0.14, low=0.135, high=0.145, source="publication")
    taken, rest = bridge(whole, one, [share]).bars
    assert f"{dutch(taken.after.value, '')} ({dutch(taken.after.low, '')} tot {dutch(taken.after.high, '')})" in page
    assert f"{dutch(rest.amount)} ({dutch(rest.low)} tot {dutch(rest.high)})" in page
    parts = [Part("EU en EFTA", 150000, 630000), Part("overig", 70000, 105000)]
    for part in bridge(figure(220000), figure(735000), parts=parts).parts:
        assert f"| {part.name} | {dutch(part.start, '')} | {dutch(part.end, '')} | {dutch(part.amount)} |" in page
