"""The inner loops of near-duplicates, compiled."""

import numpy as np
import numpy.typing as npt

from samenhang.methods.compiled import kernel

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

END, SPACE, FIRST = 0, 1, 2  # codes: the end of a text, a space, the most common letter
BITS = 12  # five letters of an alphabet of 4,095 fit in one number, so equal numbers are equal letters


@kernel
def occurrences(points: U32) -> I64:
    """How often each character up to the highest stands in a text."""
    times = np.zeros(np.max(points) + 1, dtype=np.int64)
    for point in points:
        times[point] += 1
    return times


@kernel
def folded(points: U32, first: I64, coded: I64, texts: int) -> tuple[I64, I64]:
    """Letters and ends of all texts: character p becomes coded[first[p]:first[p + 1]], and gaps become one space."""
    letters = np.empty(len(points) + 2, dtype=np.int64)
    ends, text, at, begin, gap = np.empty(texts, dtype=np.int64), 0, 0, 0, False
    for point in points:
        for i in range(first[point], first[point + 1]):
            code = coded[i]
            if code == END:
                ends[text] = at
                text, begin, gap = text + 1, at, False
            elif code == SPACE:
                gap = at > begin
            else:
                if at + 2 > len(letters):
                    letters = np.append(letters, np.empty(len(letters), dtype=np.int64))
                if gap:
                    letters[at] = SPACE
                    at, gap = at + 1, False
                letters[at] = code
                at += 1
    return letters[:at].copy(), ends


@kernel
def pieces(letters: I64, ends: I64) -> tuple[U64, I64]:
    """Every five letters in a row as one number, per text; a shorter text is one piece, an empty text has none."""
    starts = np.zeros(len(ends) + 1, dtype=np.int64)
    found, at, begin = np.empty(len(letters), dtype=np.uint64), 0, 0
    for text in range(len(ends)):
        packed = np.uint64(0)
        for i in range(begin, ends[text]):
            packed = ((packed << np.uint64(BITS)) | np.uint64(letters[i])) & np.uint64(2 ** (5 * BITS) - 1)
            if i - begin >= 4 or i == ends[text] - 1:
                found[at] = packed
                at += 1
        begin = ends[text]
        starts[text + 1] = at
    return found[:at].copy(), starts


@kernel
def signatures(found: U64, starts: I64, times: U32, plus: U32) -> U32:
    """MinHash u4[texts, permutations] of the pieces of each text; all ones for a text without pieces."""
    out = np.full((len(starts) - 1, len(times)), np.uint32(0xFFFFFFFF), dtype=np.uint32)
    for text in range(len(starts) - 1):
        low = out[text]
        for i in range(starts[text], starts[text + 1]):
            x = found[i]
            x ^= x >> np.uint64(30)
            x *= np.uint64(0xBF58476D1CE4E5B9)
            x ^= x >> np.uint64(27)
            x *= np.uint64(0x94D049BB133111EB)
            mixed = np.uint32(x >> np.uint64(32))
            for p in range(len(times)):
                hashed = np.uint32(mixed * times[p] + plus[p])
                if hashed < low[p]:
                    low[p] = hashed
    return out


@kernel
def bands(signature: U32, rows: int) -> U64:
    """One number u8[bands, texts] for each band of rows of the signature."""
    texts, width = signature.shape
    keys = np.empty((width // rows, texts), dtype=np.uint64)
    for text in range(texts):
        for band in range(width // rows):
            key = np.uint64(1469598103934665603)
            for i in range(band * rows, band * rows + rows):
                key = (key ^ np.uint64(signature[text, i])) * np.uint64(1099511628211)
            keys[band, text] = key ^ (key >> np.uint64(29))
    return keys


@kernel
def neighbours(keys: U64, order: I64, filled: Flags, reach: int) -> I64:
    """Pairs i8[N] (first * texts + second) that share a key, each with at most `reach` texts before it in the list."""
    texts = len(order)
    pairs, at = np.empty(texts * reach, dtype=np.int64), 0
    for i in range(texts):
        if not filled[order[i]]:
            continue
        for j in range(i - 1, max(i - 1 - reach, -1), -1):
            if keys[order[j]] != keys[order[i]]:
                break
            if filled[order[j]]:
                first, second = min(order[i], order[j]), max(order[i], order[j])
                pairs[at] = first * texts + second
                at += 1
    return pairs[:at].copy()


@kernel
def likenesses(found: U64, starts: I64, first: I64, second: I64) -> F64:
    """Exact Jaccard f8[N] of the sets of pieces of each pair; sorts the pieces of those texts where they stand."""
    count = np.full(len(starts) - 1, -1, dtype=np.int64)  # of different pieces, once they are sorted
    out = np.empty(len(first))
    for n in range(len(first)):
        for text in (first[n], second[n]):
            if count[text] < 0:
                own = np.sort(found[starts[text] : starts[text + 1]])
                size = 0
                for i in range(len(own)):
                    if i == 0 or own[i] != own[i - 1]:
                        found[starts[text] + size] = own[i]
                        size += 1
                count[text] = size
        a, b, both = 0, 0, 0
        from_a, from_b = starts[first[n]], starts[second[n]]
        size_a, size_b = count[first[n]], count[second[n]]
        while a < size_a and b < size_b:
            x, y = found[from_a + a], found[from_b + b]
            both += x == y
            a += x <= y
            b += y <= x
        out[n] = both / (size_a + size_b - both) if size_a + size_b > both else 0.0
    return out
