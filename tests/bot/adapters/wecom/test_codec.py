"""The envelope against the vendor's published vectors, and against the SDK's cipher both ways."""

from __future__ import annotations

import base64
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.adapters.wecom.codec import Codec, CodecError, parse_xml
from tests.bot.adapters.wecom.vectors import CORP, ECHO, KEY, MESSAGE, TOKEN


@pytest.fixture(scope="module")
def codec() -> Codec:
    return Codec(TOKEN, KEY, CORP)


def test_the_published_echo(codec: Codec) -> None:
    codec.verify("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", ECHO)

    assert codec.decrypt(ECHO) == b"1616140317555161061"


def test_the_published_message(codec: Codec) -> None:
    assert codec.signature("1409659813", "1372623149", MESSAGE) == "477715d11cdb4164915debcba66cb864d751f3e6"

    xml = parse_xml(codec.decrypt(MESSAGE))

    names = ("FromUserName", "Content", "MsgId", "AgentID")
    assert [xml.findtext(name) for name in names] == ["mycreate", "hello", "4561255354251345929", "218"]


@given(st.text(max_size=300))
def test_the_sdk_opens_what_we_seal_and_we_open_what_it_seals(text: str) -> None:
    ours, theirs = Codec(TOKEN, KEY, CORP), WeChatCrypto(TOKEN, KEY, CORP)
    plain = text.encode(errors="ignore")

    sealed = ours.encrypt(plain)
    signed = ours.signature("1700000000", "nonce", sealed)
    assert theirs.decrypt_message({"Encrypt": sealed}, signed, "1700000000", "nonce").encode() == plain

    back = parse_xml(theirs.encrypt_message(plain.decode(), "nonce", "1700000000").encode())
    ours.verify(back.findtext("MsgSignature", ""), "1700000000", "nonce", back.findtext("Encrypt", ""))
    assert ours.decrypt(back.findtext("Encrypt", "")) == plain


def _sealed(body: bytes) -> str:
    """Any bytes under the right key, so that only what is inside them is wrong."""
    key = base64.b64decode(KEY + "=")
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealer.update(body) + sealer.finalize()).decode()


def _body(size: int, rest: bytes, pad: bytes) -> bytes:
    return b"r" * 16 + struct.pack(">I", size) + rest + pad


@pytest.mark.parametrize(
    ("sealed", "reason"),
    [
        ("", "malformed"),
        ("not base64!", "malformed"),
        ("AAAA", "malformed"),
        (_sealed(_body(1, b"x" * 12, b"")), "malformed"),  # no padding
        (_sealed(_body(1, b"x" * 11, b"\0")), "malformed"),  # padding of none
        (_sealed(_body(1, b"x" * 11, b"\x21")), "malformed"),  # padding over 32
        (_sealed(_body(1, b"x" * 10, b"\1\2")), "malformed"),  # padding that disagrees with itself
        (_sealed(b"\x20" * 32), "malformed"),  # nothing but padding
        (_sealed(_body(999, b"x" * 11, b"\1")), "malformed"),  # longer than it is
        (_sealed(_body(1, b"x" * 11, b"\1")), "receiver"),
        (Codec(TOKEN, KEY, "wx0000000000000000").encrypt(b"x"), "receiver"),
        (ECHO[:-24] + "AAAAAAAAAAAAAAAAAAAAAA==", "malformed"),
    ],
    ids=lambda value: value if value in ("malformed", "receiver") else "",
)
def test_a_wrong_envelope_raises_one_kind_of_error(codec: Codec, sealed: str, reason: str) -> None:
    with pytest.raises(CodecError) as refused:
        codec.decrypt(sealed)

    assert refused.value.reason == reason


@given(st.binary(max_size=200))
def test_noise_never_raises_anything_else(noise: bytes) -> None:
    codec = Codec(TOKEN, KEY, CORP)
    for attempt in (lambda: codec.decrypt(base64.b64encode(noise).decode()), lambda: parse_xml(noise)):
        with pytest.raises(CodecError):
            attempt()


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE xml [<!ENTITY a "b">]><xml>&a;</xml>',
        b"<!DOCTYPE xml><xml/>",
        b"<xml>" + b"<a/>" * 2000 + b"</xml>",
        b"<xml>" + b" " * 1024 * 1024 + b"</xml>",
        b"<xml>",
        b"",
        b"<xml>\xff</xml>",
        b"<a/><b/>",
    ],
)
def test_xml_that_is_refused(document: bytes) -> None:
    with pytest.raises(CodecError):
        parse_xml(document)


def test_a_key_of_the_wrong_length_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="43 characters"):
        Codec(TOKEN, KEY[:-4], CORP)
