"""Near-duplicates among twenty thousand reports beside datasketch, the library that most people would take."""

import random
from collections.abc import Iterator
from functools import cache

import numpy as np
from datasketch import MinHash, MinHashLSH
from tests.bench.race import Row, bench, race

from samenhang.methods.triage import duplicates, likeness, normal

REPORTS, WORDS = 20_000, 25


@cache
def reports() -> list[str]:
    """Reports of 25 words of common length; one in twenty is a near copy of another."""
    rng = random.Random(1)
    letters = "eeeennnaaatttiirroodsslgvhkmu"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(8000)]
    texts = [" ".join(rng.choices(words, k=WORDS)) for _ in range(REPORTS)]
    for i in range(0, REPORTS, 20):
        texts[i] = texts[i + 1].replace("e", "é", 2).capitalize() + "!"
    return texts


def plain() -> object:
    """MinHash of 128 permutations, an index, and the exact check of what it brings up."""
    index, copies = MinHashLSH(threshold=0.7, num_perm=128), []
    texts = reports()
    for number, text in enumerate(texts):
        own = normal(text)
        sketch = MinHash(num_perm=128, seed=1)
        sketch.update_batch([own[i : i + 5].encode() for i in range(len(own) - 4)])
        copies += [(other, number) for other in index.query(sketch) if likeness(texts[other], text) >= 0.7]
        index.insert(number, sketch)
    return copies


@bench("near-duplicates")
def near() -> Iterator[Row]:
    texts = reports()
    assert len(duplicates(texts).first) == np.size(plain(), 0)  # the same pairs, or the race is not fair
    name = "near-duplicates among 2e4 reports"
    yield race(name, lambda: duplicates(texts), plain, runs=3, at_most=0.5, at_least=15.0)
