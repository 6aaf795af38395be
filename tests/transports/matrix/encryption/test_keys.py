"""The bot's Matrix identity by itself: keys, signatures, the chain, the file."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from canonicaljson import encode_canonical_json
from hypothesis import given
from hypothesis import strategies as st
from nio.api import Api as NioApi
from signedjson.key import decode_verify_key_bytes
from signedjson.sign import verify_signed_json

from bot.transports.matrix.encryption.cross_signing import chain_holds
from bot.transports.matrix.encryption.identity import (
    Identity,
    IdentityFile,
    IdentityUnreadable,
    Usage,
    canonical,
    decode,
    encode,
    fingerprint,
    is_signed,
    public_keys,
    signed,
)

BOT, DEVICE = "@terreau:hs.test", "DEVICE"
PICKLE_KEY = b"a pickle key that init made"
SPEC_SEED = decode("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("thing", "signature"),
    [
        pytest.param(
            {},
            "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ",
            id="nothing",
        ),
        pytest.param(
            {"one": 1, "two": "Two"},
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw",
            id="something",
        ),
    ],
)
def test_signatures_are_those_of_the_specification(thing: dict[str, Any], signature: str) -> None:
    """Appendices, "Cryptographic Test Vectors"."""
    [made] = signed(thing, "domain", SPEC_SEED)["signatures"]["domain"].values()
    assert made == signature


@pytest.mark.slow
@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_canonical_json_is_the_same_as_in_other_libraries(thing: dict[str, Any]) -> None:
    thing = {key: it for key, it in thing.items() if key not in {"signatures", "unsigned"}}
    try:
        wanted = encode_canonical_json(thing)
    except UnicodeEncodeError:
        with pytest.raises(UnicodeEncodeError):
            canonical(thing)
    else:
        assert canonical(thing) == wanted == NioApi.to_canonical_json(thing).encode()


def test_a_signature_leaves_out_signatures_and_unsigned_data() -> None:
    thing = {"a": 1}
    made = signed({**thing, "unsigned": {"age": 3}, "signatures": {"@x:y": {}}}, BOT, SPEC_SEED)
    assert made == signed(thing, BOT, SPEC_SEED)


def test_public_keys_have_the_form_and_signatures_of_the_specification() -> None:
    identity = Identity.make()
    keys = public_keys(identity, BOT)
    master, self_signing = identity.public(), identity.public(Usage.SELF_SIGNING)
    assert keys["master_key"] == {
        "user_id": BOT,
        "usage": ["master"],
        "keys": {f"ed25519:{master}": master},
    }
    assert keys["self_signing_key"]["keys"] == {f"ed25519:{self_signing}": self_signing}
    assert keys["user_signing_key"]["usage"] == ["user_signing"]
    verifier = decode_verify_key_bytes(f"ed25519:{master}", decode(master))
    for name in ("self_signing_key", "user_signing_key"):
        verify_signed_json(keys[name], BOT, verifier)


def test_two_identities_share_nothing_and_show_no_secret() -> None:
    one, other = Identity.make(), Identity.make()
    seeds = [each.seed(usage) for each in (one, other) for usage in Usage]
    assert len(set(seeds)) == 6
    assert repr(one) == "Identity()"


def test_a_fingerprint_is_in_groups_of_four() -> None:
    assert fingerprint("SGVsbG8gd29ybGQ") == "SGVs bG8g d29y bGQ"


# The chain


@pytest.fixture(scope="module")
def identity() -> Identity:
    return Identity.make()


@pytest.fixture
def answer(identity: Identity) -> dict[str, Any]:
    """The answer of `/keys/query` about a well-signed device."""
    return _answer(identity)


def test_a_well_signed_device_hangs_from_its_master(
    identity: Identity, answer: dict[str, Any]
) -> None:
    assert chain_holds(answer, BOT, DEVICE, identity.public())


def test_the_chain_ends_at_no_other_master(identity: Identity, answer: dict[str, Any]) -> None:
    assert chain_holds(answer, BOT, DEVICE, identity.public())
    assert not chain_holds(answer, BOT, DEVICE, Identity.make().public())
    assert not chain_holds(answer, BOT, DEVICE, "")
    assert not chain_holds(answer, BOT, "OTHER", identity.public())
    assert not chain_holds(answer, "@ana:hs.test", DEVICE, identity.public())


def test_a_master_of_ours_over_keys_of_another_person_holds_nothing(
    identity: Identity, answer: dict[str, Any]
) -> None:
    others = _answer(Identity.make())
    assert chain_holds(answer, BOT, DEVICE, identity.public())
    for part in ("self_signing_keys", "device_keys"):
        assert not chain_holds({**answer, part: others[part]}, BOT, DEVICE, identity.public())


def test_every_part_of_an_answer_counts(identity: Identity, answer: dict[str, Any]) -> None:
    """If any part is removed or altered, the chain does not hold, and nothing is raised."""
    ignored = {"unsigned"}
    assert chain_holds(answer, BOT, DEVICE, identity.public())
    for path in _paths(answer):
        if ignored & set(path) or path == ("user_signing_keys",):
            continue
        for harm in (None, "x", 3, [], {}, {"x": "y"}, ["x"]):
            harmed = deepcopy(answer)
            _put(harmed, path, harm)
            assert not chain_holds(harmed, BOT, DEVICE, identity.public()), (path, harm)


def test_additions_by_a_server_do_not_break_the_chain(
    identity: Identity, answer: dict[str, Any]
) -> None:
    answer["device_keys"][BOT][DEVICE]["unsigned"] = {"device_display_name": "autre"}
    answer["device_keys"][BOT][DEVICE]["signatures"]["@x:y"] = {"ed25519:Z": "nonsense"}
    answer["failures"] = {}
    assert chain_holds(answer, BOT, DEVICE, identity.public())


@pytest.mark.parametrize("signature", ["", "é", "A", "AAAA", "A" * 86, None, 3, "\ud800"])
def test_a_strange_signature_is_no_signature(signature: object) -> None:
    key = Identity(SPEC_SEED, SPEC_SEED, SPEC_SEED).public()
    thing = {"a": "\ud800", "signatures": {BOT: {f"ed25519:{key}": signature}}}
    assert not is_signed(thing, BOT, key, key)
    assert not is_signed(thing, BOT, key, "no key")

    whole = signed({"a": "b"}, BOT, SPEC_SEED)
    assert is_signed(whole, BOT, key, key)
    whole["signatures"][BOT][f"ed25519:{key}"] = signature
    assert not is_signed(whole, BOT, key, key)


# At rest


def test_an_identity_is_read_back_by_its_owner_alone(tmp_path: Path) -> None:
    file = IdentityFile(tmp_path / "made" / "identity", PICKLE_KEY)
    assert file.read() is None
    first, second = Identity.make(), Identity.make()
    file.write(first)
    assert file.read() == first
    file.write(second)
    assert IdentityFile(file.path, PICKLE_KEY).read() == second
    assert [each.name for each in file.path.parent.iterdir()] == ["identity"]
    assert file.path.stat().st_mode & 0o777 == 0o600
    for usage in Usage:
        assert second.seed(usage) not in file.path.read_bytes()
        assert encode(second.seed(usage)).encode() not in file.path.read_bytes()


def test_the_same_identity_is_never_written_twice_alike(tmp_path: Path) -> None:
    identity = Identity.make()
    one, other = (IdentityFile(tmp_path / name, PICKLE_KEY) for name in ("one", "other"))
    one.write(identity)
    other.write(identity)
    assert len(one.path.read_bytes()) == len(other.path.read_bytes()) > 112
    assert one.path.read_bytes()[-112:] != other.path.read_bytes()[-112:]


def test_another_key_opens_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "identity"
    IdentityFile(path, PICKLE_KEY).write(Identity.make())
    with pytest.raises(
        IdentityUnreadable, match="identity is damaged, or was written with another"
    ):
        IdentityFile(path, PICKLE_KEY + b"\n").read()


def test_a_damaged_file_is_noticed_at_every_byte(tmp_path: Path) -> None:
    file = IdentityFile(tmp_path / "identity", PICKLE_KEY)
    file.write(Identity.make())
    whole = file.path.read_bytes()
    for at in range(len(whole)):
        file.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(IdentityUnreadable):
            file.read()
    for cut in (whole[:0], whole[:40], whole[:-1], whole + b"x"):
        file.path.write_bytes(cut)
        with pytest.raises(IdentityUnreadable):
            file.read()


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = IdentityFile(tmp_path / "identity", PICKLE_KEY)
    kept = Identity.make()
    file.write(kept)

    def fail(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        file.write(Identity.make())
    assert file.read() == kept
    assert [each.name for each in tmp_path.iterdir()] == ["identity"]


def test_a_key_that_protects_nothing_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too short"):
        IdentityFile(tmp_path / "identity", b"")


# Helpers of the tests above


def _answer(identity: Identity) -> dict[str, Any]:
    keys = public_keys(identity, BOT)
    own = Identity.make()
    bare = {
        "user_id": BOT,
        "device_id": DEVICE,
        "algorithms": ["m.megolm.v1.aes-sha2"],
        "keys": {f"curve25519:{DEVICE}": "abc", f"ed25519:{DEVICE}": own.public()},
    }
    [self_made] = signed(bare, BOT, own.master)["signatures"][BOT].values()
    device = signed(bare, BOT, identity.self_signing)
    device["signatures"][BOT][f"ed25519:{DEVICE}"] = self_made
    answer = {
        "master_keys": {BOT: keys["master_key"]},
        "self_signing_keys": {BOT: keys["self_signing_key"]},
        "user_signing_keys": {BOT: keys["user_signing_key"]},
        "device_keys": {BOT: {DEVICE: {**device, "unsigned": {}}}},
    }
    read: dict[str, Any] = json.loads(json.dumps(answer))
    return read


def _paths(thing: object, so_far: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in an answer that the chain depends on."""
    if "user_signing_keys" in so_far:
        return []
    inner: list[tuple[Any, Any]] = []
    if isinstance(thing, dict):
        inner = list(thing.items())
    elif isinstance(thing, list):
        inner = list(enumerate(thing))
    paths = [] if not so_far else [so_far]
    return paths + [path for key, it in inner for path in _paths(it, (*so_far, key))]


def _put(thing: Any, path: tuple[Any, ...], value: object) -> None:  # noqa: ANN401 - any JSON
    for step in path[:-1]:
        thing = thing[step]
    thing[path[-1]] = value
