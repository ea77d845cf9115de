"""Unpacking gives what was packed, however it is cut into pieces."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.egress.errors import BadEncoding
from django_jobkit.egress.inflating import Unpacking, unpacking


def unpacked(unpacking: Unpacking, packed: bytes, piece: int, most: int) -> bytes:
    """`packed`, fed in pieces and taken at most so much at a time."""
    plain = bytearray()
    for begin in range(0, len(packed), piece):
        unpacking.feed(packed[begin : begin + piece])
        while taken := unpacking.take(most):
            assert len(taken) <= most
            plain += taken
    unpacking.finish()
    return bytes(plain)


def raw_deflate(plain: bytes) -> bytes:
    """Deflate without its envelope."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(plain) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": lambda plain: gzip.compress(plain[: len(plain) // 2]) + gzip.compress(plain[len(plain) // 2 :]),
    " GZIP ": lambda plain: gzip.compress(plain) + b"\0" * 7,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "identity": bytes,
    "": bytes,
}


@given(
    st.sampled_from(sorted(PACKERS)),
    st.binary(max_size=2000) | st.integers(0, 50_000).map(bytes),
    st.integers(1, 70),
    st.integers(1, 5000),
)
def test_every_packing_comes_apart(encoding: str, plain: bytes, piece: int, most: int) -> None:
    assert unpacked(unpacking(encoding), PACKERS[encoding](plain), piece, most) == plain


@given(st.sampled_from(["gzip", "deflate"]), st.binary(min_size=1, max_size=300))
def test_nonsense_is_an_error_or_ends(encoding: str, packed: bytes) -> None:
    with contextlib.suppress(BadEncoding):
        unpacked(unpacking(encoding), packed, 7, 100)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "compress", "identity, gzip", "*"])
def test_what_is_not_unpacked_is_refused(encoding: str) -> None:
    with pytest.raises(BadEncoding):
        unpacking(encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_ends_in_its_middle_is_refused(encoding: str) -> None:
    packed = PACKERS[encoding](b"x" * 1000)
    for length in range(1, len(packed) - 4):
        with pytest.raises(BadEncoding):
            unpacked(unpacking(encoding), packed[:length], 100, 100)


def test_nothing_is_nothing() -> None:
    assert unpacked(unpacking("gzip"), b"", 1, 1) == b""
