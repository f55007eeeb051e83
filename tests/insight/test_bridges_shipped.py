"""The bridges that ship, read from the real workspace through the real door."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_bridges_that_ship_hold_what_is_published_and_nothing_else(tmp_path):
    """220,000 to 735,000 and 92,000 to 120,000: no source gives a step, so the whole difference is unexplained."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("shipped_bridges.py"))],
        env={
            **os.environ,
            "VAR": str(tmp_path),
            "WORKSPACE": str(ROOT / "workspace" / "brabant"),
            "DJANGO_SETTINGS_MODULE": "samenhang.web.settings",
            "PYTHONPATH": str(ROOT / "src"),
        },
        text=True,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.partition("READ")[2])
    country, province = found["nederland-220-735"], found["brabant-92-120"]
    assert (country["status"], province["status"]) == (200, 200)
    assert country["bars"] == [["unexplained", 515000, None]]
    assert country["differing"] == ["Origin decided by", "Registration", "Counted", "Method", "Who counted"]
    assert country["half"] == ["Time between arrival and work", "Family members", "Period"]
    assert country["silent"] == ["Moment", "Length of stay", "Highly skilled migrants", "Agency work", "Ages"]
    assert country["groups"] == [["From the EU and EFTA", 480000], ["From elsewhere", 35000]]
    assert country["clues"] == [["at least", 100000, "2023"]]
    assert province["bars"] == [["unexplained", 28000, None]]
    assert province["differing"] == ["Counted", "Period", "Method", "Who counted"]
    assert (province["half"], province["groups"], province["clues"]) == ([], [], [])
    assert re.sub(r"\D+", " ", country["said"]).split() == ["220", "000", "735", "000", "515", "000"]
    assert re.sub(r"\D+", " ", province["said"]).split() == ["92", "000", "120", "000", "28", "000"]
    assert found["share"] == [
        ["Area", -559000, -562250, -555750, False],
        ["unexplained", 1000, -2250, 4250, False],
    ]
    assert found["elsewhere"] == [True]
