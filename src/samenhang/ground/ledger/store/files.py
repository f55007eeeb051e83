"""Files addressed by the hash of their bytes: a folder by default, object storage where a province wants that."""

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import storages

from samenhang.ground.ledger.store.text import StoreError


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _name(address: str) -> str:
    return f"{address[:2]}/{address}"


def write(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep these bytes under their own hash; returns it and the size. The file is complete and fsynced before anything points to it."""
    storage, hashed, size = storages["sheets"], hashlib.sha256(), 0
    try:
        root: str | None = storage.path("")
        os.makedirs(str(root), exist_ok=True)
    except NotImplementedError:  # object storage: its own save is atomic
        root = None
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as held:
        try:
            for chunk in chunks:
                hashed.update(chunk)
                size += held.write(chunk)
            held.flush()
            address = hashed.hexdigest()
            name = _name(address)
            if storage.exists(name):
                return address, size
            if root is None:
                held.seek(0)
                storage.save(name, File(held))
                return address, size
            os.fsync(held.fileno())
            path = Path(storage.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(held.name, path)
        finally:
            with contextlib.suppress(FileNotFoundError):  # gone when it became the sheet
                os.unlink(held.name)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return address, size


def digest_of(chunks: Iterable[bytes]) -> str:
    """The address that these bytes would have."""
    hashed = hashlib.sha256()
    for chunk in chunks:
        hashed.update(chunk)
    return hashed.hexdigest()


def lines(address: str) -> Iterator[str]:
    """The lines of a sheet, read as they are asked for."""
    with io.TextIOWrapper(opened(address), encoding="utf-8", newline="") as text:
        yield from text


def opened(address: str) -> BinaryIO:
    """The file at `address`, open at its beginning; close it."""
    try:
        # Django's own wrapper starts again at the beginning when it is asked for lines
        return cast("BinaryIO", storages["sheets"].open(_name(address)).file)
    except FileNotFoundError:
        raise _missing(address) from None


def read(address: str) -> bytes:
    """The bytes at `address`; raises StoreError when they are gone. Whether they still hash to it is `verify`'s question."""
    try:
        with storages["sheets"].open(_name(address)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise _missing(address) from None


def _missing(address: str) -> StoreError:
    return StoreError(f"The file of sheet {address[:16]} is missing from the store; put it back from a backup.")


def destroy(address: str) -> None:
    storages["sheets"].delete(_name(address))
