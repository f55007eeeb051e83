"""Reads a workspace folder: everything is right, or nothing is returned and every problem is told."""

import errno
import os
from pathlib import Path

from samenhang.workspace.check.hints import shown
from samenhang.workspace.check.whole import DELIVERIES, check
from samenhang.workspace.kinds import Problem, Workspace, WorkspaceError, figures, schema
from samenhang.workspace.mapping import map_delivery

__all__ = ["deliveries", "figures", "read", "schema"]

FOLDERS = ("sources", "deliveries")
LARGEST_FILE = 20 * 1024 * 1024


def read(path: str | os.PathLike[str]) -> Workspace:
    """The workspace in this folder; WorkspaceError with all problems when any of its files is wrong."""
    files, problems = _bytes_of(Path(path))
    if not any(name.endswith((".csv", ".toml")) for name in files):
        message = "expected a workspace: a folder with workspace.toml and its tables as CSV"
        unreadable = [problem for problem in problems if problem.file == _shown(path)]
        raise WorkspaceError(tuple(unreadable) or (Problem(_shown(path), 0, "", message),))
    refused = {problem.file for problem in problems}
    workspace, found = check(files)
    # A file that we would not open is told once, not also as missing.
    problems += [problem for problem in found if problem.file not in refused]
    if problems or workspace is None:
        raise WorkspaceError(tuple(problems))
    return workspace


def deliveries(workspace: Workspace, source_code: str) -> tuple[dict[str, str], ...]:
    """The figures of one source under our column names, as `mapping.map_row` makes them, with their `line`."""
    file = workspace.sources[source_code].file
    return map_delivery(workspace.files[f"sources/{source_code}.toml"], workspace.files[file], file)


def _bytes_of(root: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """The bytes of every file by its path inside the folder; only the folders of a workspace are entered."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    folders = [""]
    for folder in folders:  # grows while we find them
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except (OSError, ValueError) as error:
            message = f"expected a folder that can be read: {_reason(error)}"
            problems.append(Problem(folder or _shown(root), 0, "", message))
            continue
        for entry in entries:
            # Hidden files are not part of a workspace: version control and desktops leave theirs everywhere.
            if entry.name.startswith("."):
                continue
            name = f"{folder}/{_shown(entry.name)}" if folder else _shown(entry.name)
            if name in FOLDERS and entry.is_dir(follow_symlinks=False):
                folders.append(name)
                continue
            try:
                files[name] = _bytes(entry, root)
            except _RefusedError as refused:
                problems.append(Problem(name, 0, "", str(refused)))
                files[name] = b""
    return files, problems


class _RefusedError(Exception):
    """The sentence about a file that is not opened."""


def _bytes(entry: os.DirEntry[str], root: Path) -> bytes:
    """The bytes of one file; a file that no workspace has stays unread, its name is refused later."""
    try:
        if entry.is_symlink() and not Path(entry.path).resolve(strict=True).is_relative_to(root.resolve()):
            raise _RefusedError("this is a link to a place outside the workspace: put the file itself here")
        if entry.is_dir():
            raise _RefusedError("a workspace has no such folder: remove it, or move its files to where they belong")
        if not entry.is_file():
            raise _RefusedError("expected an ordinary file: remove this")
        size = entry.stat().st_size
        if size > LARGEST_FILE:
            raise _RefusedError(f"expected at most {LARGEST_FILE:,} bytes, got {size:,}: split it or leave rows out")
        return Path(entry.path).read_bytes() if entry.name.endswith((".toml", *DELIVERIES)) else b""
    except (OSError, RuntimeError) as error:
        raise _RefusedError(f"expected a file that can be read: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    if isinstance(error, RuntimeError) or getattr(error, "errno", None) == errno.ELOOP:
        return "the link points at itself"
    return (getattr(error, "strerror", None) or str(error)).lower()


def _shown(path: str | os.PathLike[str]) -> str:
    return shown(os.fsencode(path).decode("utf-8", "backslashreplace"))
