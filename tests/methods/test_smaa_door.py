"""SMAA-2 at its door, each refusal a sentence, and in the machine room."""

import os
import shutil
import subprocess
import sys
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samenhang.methods.smaa import smaa, smaa_joint

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mean": [0.1, 0.2]}, "Expected mean with 2 axes (option, criterion), got shape (2,). Add or drop an axis."),
        (
            {"mean": [[1, 2], [3]]},
            "Expected mean as rows of equal length with a number in each cell. Fill or drop the others.",
        ),
        (
            {"mean": [["x", 1], [1, 1]]},
            "Expected mean as rows of equal length with a number in each cell. Fill or drop the others.",
        ),
        ({"sd": [[0.1], [0.1]]}, "Expected sd in the shape of mean, (2, 2), got (2, 1). Give 0 where certain."),
        ({"sd": [[0.1, 0.1], [0.1, -0.1]]}, "Expected sd of 0 or more, got -0.1. Give 0 where a value is certain."),
        (
            {"sd": [[0.1, 0.1], [0.1, nan]]},
            "Expected finite numbers in sd, got nan. Decide first what a missing value is worth.",
        ),
        (
            {"mean": [[nan, 1], [1, 1]]},
            "Expected finite numbers in mean, got nan. Decide first what a missing value is worth.",
        ),
        (
            {"mean": [[None, 1], [1, 1]]},
            "Expected finite numbers in mean, got nan. Decide first what a missing value is worth.",
        ),
        (
            {"mean": [[1e999, 1], [1, 1]]},
            "Expected finite numbers in mean, got inf. Decide first what a missing value is worth.",
        ),
        (
            {"mean": [[270_000, 1], [1, 1]]},
            "Expected mean on a value scale of 0..1, got 270000. Turn scores into values with value().",
        ),
        (
            {"mean": [[0, 1]], "sd": [[0, 0]]},
            "Expected 2 to 500 options, got 1. Every pair is compared: choose the serious ones.",
        ),
        (
            {"mean": np.zeros((10_000, 2)), "sd": np.zeros((10_000, 2))},
            "Expected 2 to 500 options, got 10000. Every pair is compared: choose the serious ones.",
        ),
        (
            {"mean": [[], []], "sd": [[], []]},
            "Expected one criterion or more, got none. Say first what options are judged on.",
        ),
        (
            {"weights": [0, 0]},
            "Expected weights with a sum above 0, got a row of zeros. Give at least one criterion a weight.",
        ),
        (
            {"weights": [2, -1]},
            "Expected weights of 0 or more, got -1. Turn the criterion's value function around instead.",
        ),
        (
            {"weights": [nan, 1]},
            "Expected finite weights, got one that is not. Give 0 to a criterion that does not count.",
        ),
        ({"weights": [1, 1, 1]}, "Expected weights for 2 criteria, got shape (3,). Give one weight per criterion."),
        ({"weights": []}, "Expected weights for 2 criteria, got shape (0,). Give one weight per criterion."),
        (
            {"weights": [[1, 1]] * 101, "draws": 100},
            "Expected no more rows of weights than draws, got 101 and 100. Ask for 101 draws.",
        ),
        ({"weights": [1, 1], "order": [0, 1]}, "Expected weights or an order of importance, got both. Leave one out."),
        ({"order": [0, 0]}, "Expected each criterion 0..1 once in order, got [0, 0]. Most important first."),
        ({"order": [1, None]}, "Expected each criterion 0..1 once in order, got [1, None]. Most important first."),
        (
            {"draws": 99},
            "Expected draws: a whole number from 100 to 10,000,000, got 99. Fewer say nothing, more add nothing.",
        ),
        (
            {"draws": 10_000_001},
            "Expected draws: a whole number from 100 to 10,000,000, got 10000001. Fewer say nothing, more add nothing.",
        ),
        (
            {"draws": 1e4},
            "Expected draws: a whole number from 100 to 10,000,000, got 10000.0. Fewer say nothing, more add nothing.",
        ),
        ({"threads": 0}, "Expected threads: a whole number from 1 to 1,024, got 0. Leave it out to use every core."),
    ],
)
def test_smaa_refuses_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {"mean": [[0.1, 0.2], [0.3, 0.1]], "sd": [[0.1, 0.1], [0.1, 0.1]]} | change
    with pytest.raises(ValueError) as caught:
        smaa(**arguments)
    assert str(caught.value) == sentence


def test_a_negative_seed_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^Expected seed: a whole number from 0 to [0-9,]+, got -1. Any such number"):
        smaa([[0.1], [0.2]], [[0.1], [0.1]], seed=-1)


@pytest.mark.parametrize(
    ("samples", "sentence"),
    [
        (
            np.zeros((99, 2, 2)),
            "Expected draws: a whole number from 100 to 10,000,000, got 99. Fewer say nothing, more add nothing.",
        ),
        (
            np.zeros((2, 2)),
            "Expected samples with 3 axes (draw, option, criterion), got shape (2, 2). Add or drop an axis.",
        ),
        (
            np.full((5000, 2, 2), nan),
            "Expected finite numbers in samples, got nan. Decide first what a missing value is worth.",
        ),
        (
            np.full((100, 2, 2), 80),
            "Expected samples on a value scale of 0..1, got 80. Turn scores into values with value().",
        ),
        (np.zeros((100, 1, 2)), "Expected 2 to 500 options, got 1. Every pair is compared: choose the serious ones."),
    ],
)
def test_smaa_joint_refuses_in_a_sentence(samples: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        smaa_joint(samples)
    assert str(caught.value) == sentence


# --- the machine room


def run(code: str, source: Path, **surroundings: str) -> str:
    """What a fresh Python prints, with `source` as the only place where our own package can come from."""
    paths = os.pathsep.join([str(source), str(Path(np.__file__).parents[1])])
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": paths} | surroundings
    done = subprocess.run([sys.executable, "-S", "-B", "-c", code], env=surroundings, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout


def test_it_runs_where_nothing_can_be_written(tmp_path: Path) -> None:
    """An installed wheel in a read-only image: no folder for compiled kernels, and still an answer."""
    package = tmp_path / "samenhang/methods"
    shutil.copytree(ROOT / "src/samenhang/methods", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__pycache__").touch()  # a file where the folder would come stops even root
    before = set(tmp_path.rglob("*"))
    code = (
        "from samenhang.methods import smaa, smaa_kernels as kernels\n"
        "print(kernels.__file__, kernels.count._cache.cache_path)\n"
        "print(smaa.smaa([[1.0], [0.0]], [[0.0], [0.0]], draws=100).ra.tolist())\n"
    )
    said = f"{package}/smaa_kernels.py None\n[[1.0, 0.0], [0.0, 1.0]]\n"
    assert run(code, tmp_path, HOME=os.devnull, XDG_CACHE_HOME=os.devnull) == said
    assert set(tmp_path.rglob("*")) == before


def test_importing_it_brings_neither_django_nor_pandas_nor_the_solvers_of_scipy() -> None:
    code = "import sys, samenhang.methods.smaa; print(sorted({'django', 'pandas', 'scipy.optimize', 'scipy.stats'} & set(sys.modules)))"
    assert run(code, ROOT / "src") == "[]\n"
