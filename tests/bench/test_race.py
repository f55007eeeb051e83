"""The harness itself: what it measures, what it says, how it ends. The races are run by `make bench`, not here."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.bench import bench_smaa
from tests.bench.race import BENCHES, Row, bench, race

from samenhang.methods.smaa import smaa, smaa_joint

ROOT = Path(__file__).parents[2]


def test_ours_and_the_peer_take_turns_after_a_warm_up() -> None:
    calls: list[str] = []
    row = race("turns", lambda: calls.append("ours"), lambda: calls.append("peer"), runs=2)
    assert calls == ["ours", "peer"] * 3
    assert row.ours > 0
    assert row.peer is not None


def test_without_a_peer_there_is_no_ratio() -> None:
    assert race("alone", lambda: None, runs=1).ratio is None


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (Row("fast", 0.25, 1.0, 0.3, 4.0), ("fast", "0.250 s", "1.000 s", "4.0x", "<= 0.300 s, >= 4.0x", "yes")),
        (Row("slow", 0.5, 4.0, 0.3, 4.0), ("slow", "0.500 s", "4.000 s", "8.0x", "<= 0.300 s, >= 4.0x", "NO")),
        (Row("overtaken", 0.002, 0.001, None, 4.0), ("overtaken", "2.00 ms", "1.00 ms", "0.5x", ">= 4.0x", "NO")),
        (Row("alone", 0.01), ("alone", "10.00 ms", "-", "-", "-", "yes")),
        (Row("no peer", 0.01, at_least=2.0), ("no peer", "10.00 ms", "-", "-", ">= 2.0x", "NO")),
    ],
)
def test_a_row_says_whether_its_bound_holds(row: Row, cells: tuple[str, ...]) -> None:
    assert row.cells == cells


def test_a_name_is_given_once() -> None:
    assert "smaa-joint" in BENCHES
    with pytest.raises(ValueError, match="got 'smaa-joint' twice"):
        bench("smaa-joint")(bench_smaa.joint)


@pytest.mark.parametrize(
    ("subject", "ending"),
    [("quick", 0), ("ONLY=quick", 0), ("slow", 1), ("", 1), ("nothing", 2)],
)
def test_the_command_ends_with_what_it_found(tmp_path: Path, subject: str, ending: int) -> None:
    folder = tmp_path / "tests/bench"
    folder.mkdir(parents=True)
    (tmp_path / "tools").mkdir()
    for path in ("tools/bench.py", "tests/bench/race.py"):
        (tmp_path / path).write_bytes((ROOT / path).read_bytes())
    (folder / "bench_two.py").write_text(
        "from tests.bench.race import Row, bench\n"
        "bench('quick')(lambda: iter([Row('quick', 1.0, at_most=2.0)]))\n"
        "bench('slow')(lambda: iter([Row('slow', 3.0, at_most=2.0)]))\n"
    )
    for arguments, only in ([subject], ""), ([], subject):
        done = subprocess.run(
            [sys.executable, str(tmp_path / "tools/bench.py"), *arguments],
            env=os.environ | {"ONLY": only, "PYTHONPATH": ""},
            capture_output=True,
            text=True,
        )
        assert done.returncode == ending
        assert (
            done.stderr
            == {
                0: "",
                1: "1 missed. Run again on a quiet machine with 2 cores before looking for the cause.\n",
                2: "Expected the name of a bench, got 'nothing'. Choose one of: quick, slow.\n",
            }[ending]
        )


def test_the_peer_computes_the_same() -> None:
    mean, sd = bench_smaa.cells()
    part = bench_smaa.samples()[:40_000]
    pairs = [
        (smaa_joint(part, seed=1), bench_smaa.plain_joint(part)),
        (smaa(mean, sd, draws=40_000, seed=1), bench_smaa.plain_closed(mean, sd, 40_000)),
    ]
    for ours, (ra, cw, pwi, quantiles, cf) in pairs:
        np.testing.assert_allclose(ours.ra, ra, atol=0.015)
        often = ours.ra[:, 0] > 0.02
        np.testing.assert_allclose(ours.cw[often], cw[often], atol=0.02)
        np.testing.assert_allclose(ours.cf[often], np.array(cf)[often], atol=0.08)
        np.testing.assert_allclose(ours.pwi - np.eye(20) / 2, pwi, atol=0.015)
        np.testing.assert_allclose([ours.value_low, ours.value_mid, ours.value_high], quantiles, atol=0.01)
