"""How inner loops are compiled: once, kept on disk, without Python's lock."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit  # type: ignore[import-untyped, unused-ignore]

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def kernel(function: Kernel) -> Kernel:
    """Compile at the first call and keep that on disk; where no folder can be written, compile in every process."""
    return compiled(function)


def compiled(function: Kernel, **options: Any) -> Kernel:
    """The same with options of numba: `inline` puts a part of a kernel where it is called, `error_model` lets 1 / 0 be infinite."""
    try:
        return cast(Kernel, njit(nogil=True, cache=True, **options)(function))
    except RuntimeError:
        return cast(Kernel, njit(nogil=True, **options)(function))
