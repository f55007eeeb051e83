"""A copy of the fictional workspace in which a test may break things."""

import shutil
from pathlib import Path

import pytest

from samenhang.workspace import folder
from samenhang.workspace.kinds import WorkspaceError

TINY = Path(__file__).parents[2] / "workspace" / "tiny"


class Folder:
    """A workspace folder that a test changes and then reads."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def change(self, file: str, old: str, new: str) -> None:
        """Replaces one piece of text; the piece must stand there exactly once, or the test means something else."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old, text.count(old))
        (self.path / file).write_text(text.replace(old, new), encoding="utf-8", newline="")

    def append(self, file: str, line: str) -> None:
        with open(self.path / file, "a", encoding="utf-8", newline="") as opened:
            opened.write(line + "\n")

    def problems(self) -> list[str]:
        """Every line of what reading says, or nothing when it reads."""
        try:
            folder.read(self.path)
        except WorkspaceError as error:
            return str(error).split("\n")
        return []


@pytest.fixture
def tiny(tmp_path: Path) -> Folder:
    shutil.copytree(TINY, tmp_path / "tiny")
    return Folder(tmp_path / "tiny")
