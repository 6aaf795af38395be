"""Recovery keys as people copy them, and secrets sealed under them."""

from hmac import digest

import pytest
from Crypto.Cipher import AES
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refusals import Refusal
from bot.transports.matrix.encryption.identity import decode, encode
from bot.transports.matrix.encryption.recovery import (
    NotARecoveryKey,
    RecoveryKey,
    SecretUnreadable,
    StrangeLetter,
    WrongLength,
    describe,
    opens,
    seal,
    unseal,
)

RAW = bytes.fromhex("77076D0A7318A57D3C16C17251B26645DF4C2F87EBC0992AB177FBA51DB92C2A")
SPELLED = "EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d"
"""The pair that the SDKs of matrix.org are tested with."""

# Likewise: a key, and the account data that matrix-rust-sdk's tests have of it.
OTHERS_KEY = "EsTj 3yST y93F SLpB jJsz eAXc 2XzA ygD3 w69H fGaN TKBj jXEd"
OTHERS_DESCRIPTION = {
    "algorithm": "m.secret_storage.v1.aes-hmac-sha2",
    "iv": "xv5b6/p3ExEw++wTyfSHEg==",
    "mac": "ujBBbXahnTAMkmPUX2/0+VTfUh63pGyVRuBcDMgmJC8=",
}
KEYS = st.binary(min_size=32, max_size=32)


def test_a_recovery_key_is_spelled_as_elsewhere() -> None:
    assert RecoveryKey(RAW).spelled == SPELLED
    assert repr(RecoveryKey(RAW)) == "RecoveryKey()"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(SPELLED, id="as shown"),
        pytest.param(SPELLED.replace(" ", ""), id="without blanks"),
        pytest.param(f"\n {SPELLED.replace(' ', chr(0xA0))}\r\n", id="other blanks"),
    ],
)
def test_blanks_in_a_recovery_key_are_forgiven(typed: str) -> None:
    assert RecoveryKey.parse(typed) == RecoveryKey(RAW)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        pytest.param("", WrongLength, id="nothing"),
        pytest.param(SPELLED[:-1], WrongLength, id="a letter too few"),
        pytest.param(f"{SPELLED}d", WrongLength, id="a letter too many"),
        pytest.param(SPELLED.replace("L", "l"), StrangeLetter, id="a small l"),
        pytest.param(SPELLED.replace("c", "0"), StrangeLetter, id="a zero"),
        pytest.param(SPELLED.replace(" ", "-"), StrangeLetter, id="hyphens"),
        pytest.param(f"{SPELLED[:-1]}e", NotARecoveryKey, id="another letter"),
        pytest.param(SPELLED.swapcase().replace("l", "x"), StrangeLetter, id="other capitals"),
        pytest.param(f"AATc{SPELLED[4:]}", NotARecoveryKey, id="another beginning"),
        pytest.param("z" * 48, NotARecoveryKey, id="too large a number"),
        pytest.param("1" * 48, NotARecoveryKey, id="zeros"),
    ],
)
def test_a_mistyped_recovery_key_is_explained(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as told:
        RecoveryKey.parse(typed)
    assert type(told.value) is refusal
    assert str(told.value)


@given(KEYS)
def test_every_recovery_key_is_read_back(raw: bytes) -> None:
    spelled = RecoveryKey(raw).spelled
    assert [len(group) for group in spelled.split(" ")] == [4] * 12
    assert RecoveryKey.parse(spelled).raw == raw


def test_new_recovery_keys_differ() -> None:
    keys = [RecoveryKey.make() for _ in range(3)]

    assert len({each.raw for each in keys}) == 3


def test_a_key_is_known_by_the_description_that_others_wrote() -> None:
    assert opens(RecoveryKey.parse(OTHERS_KEY).raw, OTHERS_DESCRIPTION, unchecked=False)
    assert not opens(RAW, OTHERS_DESCRIPTION, unchecked=True)


@pytest.mark.parametrize(
    "description",
    [
        None,
        "x",
        {},
        {**OTHERS_DESCRIPTION, "algorithm": "m.secret_storage.v1.curve25519-aes-sha2"},
        {**OTHERS_DESCRIPTION, "iv": "AAAA"},
        {**OTHERS_DESCRIPTION, "mac": "AAAA"},
        {**OTHERS_DESCRIPTION, "mac": "é"},
        {**OTHERS_DESCRIPTION, "mac": 3},
        {**OTHERS_DESCRIPTION, "iv": None},
    ],
)
def test_a_strange_description_is_of_no_key(description: object) -> None:
    raw = RecoveryKey.parse(OTHERS_KEY).raw

    assert opens(raw, OTHERS_DESCRIPTION, unchecked=True)
    assert not opens(raw, description, unchecked=True)


def test_a_description_without_a_check_may_be_of_any_key() -> None:
    bare = {"algorithm": OTHERS_DESCRIPTION["algorithm"]}
    assert opens(RAW, bare, unchecked=True)
    assert not opens(RAW, bare, unchecked=False)


@given(KEYS)
def test_a_description_is_of_its_key_alone(key: bytes) -> None:
    description = describe(key)
    assert opens(key, description, unchecked=False)
    assert not opens(RAW[::-1], description, unchecked=True)
    assert "=" not in description["iv"] + description["mac"]


@given(KEYS, st.text(), st.binary())
def test_a_secret_is_read_back_under_its_name_only(key: bytes, name: str, secret: bytes) -> None:
    name = name.encode("utf-8", "replace").decode()
    sealed = seal(key, name, secret)
    assert unseal(key, name, sealed) == secret
    assert not decode(sealed["iv"])[8] & 0x80
    with pytest.raises(SecretUnreadable):
        unseal(key, f"{name}x", sealed)


def test_a_secret_is_sealed_as_others_would_open_it() -> None:
    """The steps of the specification, with other libraries."""
    name, sealed = b"m.cross_signing.master", seal(RAW, "m.cross_signing.master", b"secret")
    extracted = digest(bytes(32), RAW, "sha256")
    aes_key = digest(extracted, name + b"\x01", "sha256")
    mac_key = digest(extracted, aes_key + name + b"\x02", "sha256")
    ciphertext, iv = decode(sealed["ciphertext"]), decode(sealed["iv"])
    assert encode(digest(mac_key, ciphertext, "sha256")) == sealed["mac"]
    cipher = AES.new(aes_key, AES.MODE_CTR, nonce=b"", initial_value=iv)
    assert cipher.decrypt(ciphertext) == b"secret"


def test_a_secret_sealed_with_padding_is_read() -> None:
    sealed = {part: f"{it}{'=' * (-len(it) % 4)}" for part, it in seal(RAW, "x", b"yes").items()}
    assert unseal(RAW, "x", sealed) == b"yes"


@pytest.mark.parametrize("part", ["ciphertext", "mac"])
def test_a_tampered_secret_is_noticed(part: str) -> None:
    sealed = seal(RAW, "x", b"secret")
    raw = bytearray(decode(sealed[part]))
    raw[0] ^= 1
    with pytest.raises(SecretUnreadable):
        unseal(RAW, "x", {**sealed, part: encode(bytes(raw))})
    strange: object
    for strange in (None, 3, "é", "", {}):
        with pytest.raises(SecretUnreadable):
            unseal(RAW, "x", {**sealed, part: strange})
