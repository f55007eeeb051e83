"""The walk through a region of weights, compiled."""

from samenhang.methods.compiled import kernel
from samenhang.methods.smaa_kernels import F64


@kernel
def walk(weights: F64, slack: F64, way: F64, toward: F64, share: F64, start: int, thin: int, result: F64) -> None:
    """Go on walking: step k goes along way[k], whose approach to each side is toward[k], to share[k] of what fits.

    Step number start + k; every thin-th from 0 on is kept in `result`. weights and slack go on where they were.
    """
    for k in range(len(way)):
        ahead, back = 1e300, -1e300
        for s in range(len(slack)):
            speed = toward[k, s]
            if speed > 1e-14:
                reach = slack[s] / speed
                ahead = reach if reach < ahead else ahead
            elif speed < -1e-14:
                reach = slack[s] / speed
                back = reach if reach > back else back
        if ahead < 1e300 and back > -1e300:
            step = back + share[k] * (ahead - back)
            for c in range(len(weights)):
                weights[c] += step * way[k, c]
            for s in range(len(slack)):
                left = slack[s] - step * toward[k, s]
                slack[s] = left if left > 0 else 0.0
        at = start + k
        if at >= 0 and at % thin == thin - 1:
            for c in range(len(weights)):
                result[at // thin, c] = weights[c]
