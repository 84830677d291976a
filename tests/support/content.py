"""Bodies for tests: reproducible bytes of any size, block by block, and their digests."""

import hashlib
import random

BLOCK = 256 * 1024


def blocks(size, seed=1):
    """`size` bytes that compress badly and repeat nowhere near."""
    base = random.Random(seed).randbytes(BLOCK)
    number = 0
    while size > 0:
        block = number.to_bytes(8, "big") + base[8:]
        yield block[:size]
        size -= len(block)
        number += 1


def content(size, seed=1):
    return b"".join(blocks(size, seed))


def digest_of(pieces):
    """SHA-256 of bytes or of an iterable of bytes."""
    digest = hashlib.sha256()
    for piece in [pieces] if isinstance(pieces, bytes) else pieces:
        digest.update(piece)
    return digest.hexdigest()
