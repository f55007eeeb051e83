"""Opinion groups of a hundred thousand people beside the pipeline that scikit-learn's manual would have you write."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
from tests.bench.race import Row, bench, race

from samenhang.methods.opinions import opinions

PEOPLE, STATEMENTS, EACH = 100_000, 500, 40


@cache
def votes() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """Four million votes of three groups, in the order in which they came in."""
    rng = np.random.default_rng(1)
    member, mind = rng.integers(0, 3, PEOPLE), rng.choice([-1, 1], size=(3, STATEMENTS))
    person = rng.permutation(np.repeat(np.arange(PEOPLE, dtype=np.int32), EACH))
    statement = rng.integers(0, STATEMENTS, len(person)).astype(np.int32)
    luck, own = rng.random(len(person)), mind[member[person], statement]
    return person, statement, np.where(luck < 0.15, 0, np.where(luck < 0.75, own, -own)).astype(np.int8)


def plain() -> object:
    """The matrix with its holes filled, two components, k-means for 2 to 5 groups, silhouette on a sample."""
    person, statement, vote = votes()
    matrix = np.full((PEOPLE, STATEMENTS), np.nan, dtype=np.float32)
    matrix[person, statement] = vote
    seen = np.isfinite(matrix)
    mean = np.nanmean(matrix, axis=0)
    filled = np.where(seen, matrix, mean)
    where = PCA(n_components=2, random_state=0).fit_transform(filled) * np.sqrt(STATEMENTS / seen.sum(axis=1))[:, None]
    fits = {}
    for groups in range(2, 6):
        label = KMeans(groups, random_state=0).fit_predict(where)
        fits[groups] = silhouette_score(where, label, sample_size=5000, random_state=0), label
    label = max(fits.values(), key=lambda one: one[0])[1]
    chances = []
    for group in range(label.max() + 1):
        own = matrix[label == group]
        chances.append(((own == 1).sum(axis=0) + 1) / (np.isfinite(own).sum(axis=0) + 2))
    return label, np.prod(chances, axis=0)


@bench("opinions")
def grouping() -> Iterator[Row]:
    person, statement, vote = votes()
    name = "opinion groups, 1e5 people x 500 statements"
    yield race(name, lambda: opinions(person, statement, vote), plain, runs=3, at_most=1.0, at_least=4.0)
