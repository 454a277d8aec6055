"""The published vectors (PLATFORMS 7.1 D-C, 7.2) pass, and each of them with one byte changed does not."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.dingtalk.codec import Codec, CodecError, card_secret, card_sign, robot_sign, same

OWNER = "ding6ccabc44d2c8d38b"
CODEC = Codec("mryue", "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7", (OWNER, "dingcorp"))
STAMP, NONCE = "1608001896814", "WL4PK6yA"
SIGNATURE = "03044561471240d4a14bb09372dfcfd4fd0e40cb"
SEALED = (
    "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFc"
    "hzNukR+t8SB/qk4ROMu3"
)
SIGN = "lOvVf9TQCVugV68mGbSZCg0gzOl1SVjxWi1MyVZCUuA="


def test_the_published_envelope_is_opened() -> None:
    CODEC.verify(SIGNATURE, STAMP, NONCE, SEALED)

    assert CODEC.decrypt(SEALED) == (b'{"EventType":"check_url"}', OWNER)


@pytest.mark.parametrize("at", range(0, len(SEALED), 7))
def test_the_published_envelope_with_one_byte_changed_is_refused(at: int) -> None:
    other = "A" if SEALED[at] != "A" else "B"

    with pytest.raises(CodecError, match="signature"):
        CODEC.verify(SIGNATURE, STAMP, NONCE, SEALED[:at] + other + SEALED[at + 1 :])


@pytest.mark.parametrize("at", range(len(SIGNATURE)))
def test_the_published_signature_with_one_byte_changed_is_refused(at: int) -> None:
    other = "0" if SIGNATURE[at] != "0" else "1"

    with pytest.raises(CodecError, match="signature"):
        CODEC.verify(SIGNATURE[:at] + other + SIGNATURE[at + 1 :], STAMP, NONCE, SEALED)
    with pytest.raises(CodecError, match="signature"):
        CODEC.verify(SIGNATURE, STAMP + "0", NONCE, SEALED)
    with pytest.raises(CodecError, match="signature"):
        CODEC.verify(SIGNATURE, STAMP, NONCE.lower(), SEALED)


def test_the_robots_sign() -> None:
    assert robot_sign("1700000000000", "SECdemo") == SIGN
    for at, letter in enumerate(SIGN):
        other = "A" if letter != "A" else "B"
        assert not same(SIGN[:at] + other + SIGN[at + 1 :], robot_sign("1700000000000", "SECdemo"))
    assert robot_sign("1700000000001", "SECdemo") != SIGN
    assert robot_sign("1700000000000", "SECdemp") != SIGN


def test_the_cards_sign_is_another_one() -> None:
    """HMAC of the timestamp alone, as the vendor's page computes it; checked with `openssl dgst -sha256 -hmac`."""
    assert card_sign("1700000000000", "SECdemo") == "kC0V61Kl4sDx8m502yjHGUDJl+LI9hCSg5A0MF7UeQ4="
    assert card_secret("SECdemo") == card_secret("SECdemo") != "SECdemo"
    assert card_secret("SECdemp") != card_secret("SECdemo")


@given(st.binary(max_size=300))
def test_what_is_sealed_is_opened(plain: bytes) -> None:
    assert CODEC.decrypt(CODEC.encrypt(plain, "dingcorp")) == (plain, "dingcorp")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_only_a_codec_error_comes_out(junk: bytes) -> None:
    for encrypted in (junk.decode("latin-1"), base64.b64encode(junk).decode()):
        with pytest.raises(CodecError):
            CODEC.decrypt(encrypted)


def test_padding_is_strict_and_another_owner_is_refused() -> None:
    with pytest.raises(CodecError, match="receiver"):
        CODEC.decrypt(CODEC.encrypt(b"{}", "dingstranger"))
    sealed = bytearray(base64.b64decode(SEALED))
    sealed[-17] ^= 1  # flips one byte of the padding in the block after it
    with pytest.raises(CodecError, match="malformed"):
        CODEC.decrypt(base64.b64encode(bytes(sealed)).decode())


@pytest.mark.parametrize("key", ["", "short", "!" * 43])
def test_a_key_of_the_wrong_length_is_said_at_once(key: str) -> None:
    with pytest.raises(ValueError, match=r"43 characters|padding|base64"):
        Codec("t", key, (OWNER,))
