"""SMAA-2 beside a plain, well-written numpy version that gives the same four tables and quantiles."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from tests.bench.race import Row, bench, race

from samenhang.methods.smaa import smaa, smaa_joint

F64 = npt.NDArray[np.float64]
OPTIONS, CRITERIA = 20, 12


@cache
def cells() -> tuple[F64, F64]:
    rng = np.random.default_rng(1)
    return rng.uniform(0.3, 0.7, (OPTIONS, CRITERIA)), rng.uniform(0.02, 0.15, (OPTIONS, CRITERIA))


@cache
def samples() -> F64:
    mean, sd = cells()
    return np.random.default_rng(2).normal(mean, sd, (100_000, OPTIONS, CRITERIA))


def plain_tables(values: F64, weights: F64) -> list[Any]:
    """Rank acceptability, central weights, pairwise wins and quantiles of values f64[N, A]."""
    draws, options = values.shape
    ranks = np.empty((draws, options), dtype=np.int64)
    np.put_along_axis(ranks, np.argsort(-values, axis=1), np.broadcast_to(np.arange(options), values.shape), axis=1)
    ra = np.bincount((ranks + np.arange(options) * options).ravel(), minlength=options**2).reshape(options, -1) / draws
    first = ranks.argmin(axis=1)
    times = np.bincount(first, minlength=options)
    centre = np.stack([np.bincount(first, weights=w, minlength=options) for w in weights.T], axis=1)
    pwi = np.stack([(values[:, [i]] > values).mean(axis=0) for i in range(options)])
    return [ra, centre / np.maximum(times, 1)[:, None], pwi, np.quantile(values, [0.05, 0.5, 0.95], axis=0)]


def plain_weights(draws: int) -> F64:
    weights = np.random.default_rng(3).standard_exponential((draws, CRITERIA))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float64)


def plain_joint(samples: F64) -> list[Any]:
    weights = plain_weights(len(samples))
    values = np.matmul(samples, weights[:, :, None])[:, :, 0]
    tables = plain_tables(values, weights)
    cf = [((samples @ centre).argmax(axis=1) == i).mean() for i, centre in enumerate(tables[1])]
    return [*tables, cf]


def plain_closed(mean: F64, sd: F64, draws: int) -> list[Any]:
    weights = plain_weights(draws)
    noise = np.random.default_rng(4).standard_normal((draws, len(mean)))
    tables = plain_tables(weights @ mean.T + np.sqrt(weights**2 @ (sd**2).T) * noise, weights)
    cf = [
        ((mean @ centre + np.sqrt(sd**2 @ centre**2) * noise).argmax(axis=1) == i).mean()
        for i, centre in enumerate(tables[1])
    ]
    return [*tables, cf]


@bench("smaa-joint")
def joint() -> Iterator[Row]:
    data = samples()
    name = "SMAA 1e5 joint samples, 20 x 12"
    yield race(name, lambda: smaa_joint(data, seed=1), lambda: plain_joint(data), at_most=0.3, at_least=4.0)


@bench("smaa-closed")
def closed() -> Iterator[Row]:
    mean, sd = cells()

    def ours(draws: int) -> object:
        return smaa(mean, sd, draws=draws, seed=1)

    yield race("SMAA 1e4 draws, Gaussian, 20 x 12", lambda: ours(10_000), lambda: plain_closed(mean, sd, 10_000))
    name, draws = "SMAA 1e6 draws, Gaussian, 20 x 12", 1_000_000
    yield race(name, lambda: ours(draws), lambda: plain_closed(mean, sd, draws), runs=3, at_most=1.0)
