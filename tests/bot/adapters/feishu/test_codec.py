"""Published and derived vectors (the vendor's step 3 page, its Node SDK's test), and the SDK as a second opinion."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.feishu.codec import BadEnvelope, Codec
from bot.simulator.feishu import wire as feishu_wire

F_D1 = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
F_D2 = (
    "tT1xP+ovuc0T3b/rnZX3ax76exqAn0ANQ6/U45GcciC0mgNBc8JtvqOJGNAPMKpgRs2dVU1NYk9VDeqS8T4SYtU0hzNU54aS84WnxvZ3VFfDcy/"
    "RyABlNqlUiGyLDzFI0yxdCMT4KR/YEQXlt6nZi50KwRlZ+A75r645KesZuLMljezYyY8VeeXEVjPw35+e"
)
BODY = f'{{"encrypt":"{F_D1}"}}'.encode()
SIGNED = {
    "x-lark-request-timestamp": "1700000000",
    "x-lark-request-nonce": "n0nce",
    "x-lark-signature": "bed8fdd3e4bbc581364c140b572ec676edff3db612d57bbc07a24d062c40ddf3",
}
AT = datetime.fromtimestamp(1_700_000_000, UTC)
CODEC = Codec("test key", "token")


def test_the_published_vectors_decrypt() -> None:
    assert CODEC.decrypt(F_D1) == b"hello world"
    assert json.loads(Codec("mazhe.nerd", "token").decrypt(F_D2)) == {
        "challenge": "5634b122-c042-4634-bc7f-b07a3c3e77ad",
        "token": "iRdCP2WwXNBXRM3mGLqhrgch3cn0gbT6",
        "type": "url_verification",
    }


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_the_derived_signature_holds_within_the_window(seconds: int) -> None:
    CODEC.verify(BODY, SIGNED, AT + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_stale_signature_is_refused(seconds: int) -> None:
    with pytest.raises(BadEnvelope, match="stale") as caught:
        CODEC.verify(BODY, SIGNED, AT + timedelta(seconds=seconds))

    assert caught.value.status == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-lark-signature", "0" * 64),
        ("x-lark-signature", ""),
        ("x-lark-signature", "é"),
        ("x-lark-request-nonce", "other"),
        ("x-lark-request-timestamp", "1700000001"),
        ("x-lark-request-timestamp", "١٧٠٠٠٠٠٠٠٠"),
    ],
)
def test_a_changed_part_breaks_the_signature(name: str, value: str) -> None:
    with pytest.raises(BadEnvelope, match="bad signature"):
        CODEC.verify(BODY, {**SIGNED, name: value}, AT)


def test_another_body_breaks_the_signature() -> None:
    with pytest.raises(BadEnvelope, match="bad signature"):
        CODEC.verify(BODY + b" ", SIGNED, AT)


@pytest.mark.parametrize("sealed", ["", "AA==", "not base64!", F_D1[:-8], "é", "A" * 64])
def test_what_cannot_be_decrypted_has_one_error(sealed: str) -> None:
    with pytest.raises(BadEnvelope) as caught:
        CODEC.decrypt(sealed)

    assert (caught.value.status, caught.value.error) == (403, "cannot decrypt")


@pytest.mark.parametrize(("key", "token"), [("", "token"), ("key", ""), ("", "")])
def test_empty_secrets_are_refused(key: str, token: str) -> None:
    with pytest.raises(ValueError, match="need an encrypt key"):
        Codec(key, token)


def test_the_sdk_reads_and_signs_what_the_simulator_writes() -> None:
    import lark_oapi as lark
    from lark_oapi.core.utils import AESCipher

    data = {"a": "中文 😀 \"'", "b": [1, 2]}
    body = feishu_wire.sealed("test key", data)
    headers = feishu_wire.signed("test key", body, AT)
    request = lark.RawRequest()
    request.uri, request.body, request.headers = "/", body, headers
    handler = lark.EventDispatcherHandler.builder("test key", "token").build()

    assert json.loads(AESCipher("test key").decrypt_str(json.loads(body)["encrypt"])) == data
    handler._verify_sign(request, "test key")
    CODEC.verify(body, {name.lower(): value for name, value in headers.items()}, AT)


@given(st.dictionaries(st.text(), st.text(alphabet=st.characters(exclude_categories=["Cs"]))))
def test_sealed_by_the_simulator_opens_here(data: dict[str, str]) -> None:
    data = {key.encode("utf-8", "ignore").decode(): value for key, value in data.items()}

    assert json.loads(CODEC.decrypt(json.loads(feishu_wire.sealed("test key", data))["encrypt"])) == data
