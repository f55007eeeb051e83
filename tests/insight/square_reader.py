"""A slow and obvious reader of square codes (QR, byte mode, versions 1 to 10), after ISO/IEC 18004: what a phone does."""

# per version and level (bits of the format: L 01, M 00, Q 11, H 10): groups of blocks as (how many, data words each)
BLOCKS = {
    (1, 3): [(1, 13)], (2, 3): [(1, 22)], (3, 3): [(2, 17)], (4, 3): [(2, 24)], (5, 3): [(2, 15), (2, 16)],
    (6, 3): [(4, 19)], (7, 3): [(2, 14), (4, 15)], (8, 3): [(4, 18), (2, 19)], (9, 3): [(4, 16), (4, 17)],
    (10, 3): [(6, 19), (2, 20)],
}  # fmt: skip
CENTRES = {1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42],
           9: [6, 26, 46], 10: [6, 28, 50]}  # fmt: skip
MASKS = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)


def read(grid: tuple[tuple[bool, ...], ...]) -> str:
    """The text in a code whose modules are whole: nothing is repaired."""
    size = len(grid)
    version = (size - 17) // 4
    format_ = 0
    for row, column in [(8, n) for n in (0, 1, 2, 3, 4)]:  # the first five bits: level and mask
        format_ = format_ << 1 | grid[row][column]
    format_ ^= 0b10101
    level, mask = format_ >> 3, MASKS[format_ & 0b111]
    taken = _taken(size, version)
    bits = []
    upwards = True
    column = size - 1
    while column > 0:
        if column == 6:
            column -= 1
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for each in (column, column - 1):
                if (row, each) not in taken:
                    bits.append(grid[row][each] ^ mask(row, each))
        upwards, column = not upwards, column - 2
    words = [int("".join("1" if bit else "0" for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) - 7, 8)]
    lengths = [length for many, length in BLOCKS[version, level] for _ in range(many)]
    blocks: list[list[int]] = [[] for _ in lengths]
    turn = iter(words)
    for place in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if place < length:
                block.append(next(turn))
    stream = "".join(f"{word:08b}" for block in blocks for word in block)
    at = 0
    if stream[:4] == "0111":  # which encoding follows
        at = 12
    assert stream[at : at + 4] == "0100", "byte mode"
    wide = 8 if version < 10 else 16
    count = int(stream[at + 4 : at + 4 + wide], 2)
    start = at + 4 + wide
    data = bytes(int(stream[start + 8 * n : start + 8 * n + 8], 2) for n in range(count))
    return data.decode("utf-8")


def _taken(size: int, version: int) -> set[tuple[int, int]]:
    """The modules that carry no data."""
    taken = {(6, n) for n in range(size)} | {(n, 6) for n in range(size)}
    for rows, columns in ((range(9), range(9)), (range(9), range(size - 8, size)), (range(size - 8, size), range(9))):
        taken |= {(row, column) for row in rows for column in columns}
    centres = CENTRES[version]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for row in centres:
        for column in centres:
            if (row, column) not in corners:
                taken |= {(row + i, column + j) for i in range(-2, 3) for j in range(-2, 3)}
    if version >= 7:
        taken |= {(n, size - 11 + m) for n in range(6) for m in range(3)}
        taken |= {(size - 11 + m, n) for n in range(6) for m in range(3)}
    return taken
