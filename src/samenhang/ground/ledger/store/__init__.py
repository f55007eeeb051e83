"""Sheets on disk: the canonical form of a computed table (`table`, as `text`), files addressed by the hash of their bytes (`files`),
and some rows of a sheet as they stand there (`parts`)."""

from django.core.files.storage import storages

from samenhang.ground.ledger.store.files import destroy, digest, digest_of, lines, opened, read, write
from samenhang.ground.ledger.store.parts import again, picked, row_of, values
from samenhang.ground.ledger.store.table import MARK, Columns, Lines, Table
from samenhang.ground.ledger.store.text import StoreError, written

__all__ = [
    "MARK",
    "Columns",
    "Lines",
    "StoreError",
    "Table",
    "again",
    "destroy",
    "digest",
    "digest_of",
    "lines",
    "opened",
    "picked",
    "read",
    "row_of",
    "storages",
    "values",
    "write",
    "written",
]
