"""The published cases, which lie outside the repository: found by SAMENHANG_SAMPLES alone, else the test says why it skips."""

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def folder() -> Path:
    """The folder with outside samples and cases."""
    named = os.environ.get("SAMENHANG_SAMPLES")
    if not named:
        pytest.skip("SAMENHANG_SAMPLES is not set: name the folder with outside samples and cases to run this test")
    return Path(named)


def case(path: str) -> dict[str, Any]:
    """One case, such as `m4/regret.json`."""
    return dict(json.loads((folder() / "cases" / path).read_text(encoding="utf-8")))


def script(name: str) -> ModuleType:
    """A script that makes the input of a case, such as `m4_model.py`."""
    spec = importlib.util.spec_from_file_location(name.removesuffix(".py"), folder() / "hints" / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
