"""One question a line in, one answer a line out: {"ok": ...}, or {"error": ...} if the peer refuses.

Which eciespy and PyJWT answer is decided by the path that this is started with.
"""

import hashlib
import importlib.metadata
import json
import lzma
import sys
import warnings

warnings.simplefilter("ignore")

import ecies  # noqa: E402
import jwt  # noqa: E402
from eth_account import Account  # noqa: E402
from eth_account.messages import encode_defunct  # noqa: E402
from eth_keys import keys  # noqa: E402
from eth_utils import keccak  # noqa: E402
from ocean_lib.web3_internal.utils import sign_with_key  # noqa: E402

COMPRESSED, ENCRYPTED = 1, 2
CHECKS = {
    "none": lzma.CHECK_NONE,
    "crc32": lzma.CHECK_CRC32,
    "crc64": lzma.CHECK_CRC64,
    "sha256": lzma.CHECK_SHA256,
}


def versions(names):
    return {name: importlib.metadata.version(name) for name in names}


def seal(to, plaintext):
    return ecies.encrypt(to, bytes.fromhex(plaintext)).hex()


def unseal(key, sealed):
    return ecies.decrypt(key, bytes.fromhex(sealed)).hex()


def pack(document, flags, to, form, preset):
    """As ocean.py packs: compress, then encrypt."""
    data = bytes.fromhex(document)
    digest = hashlib.sha256(data).hexdigest()
    if flags & COMPRESSED:
        if form == "alone":
            data = lzma.compress(data, format=lzma.FORMAT_ALONE, preset=preset)
        elif form == "streams":
            half = len(data) // 2
            data = lzma.compress(data[:half], preset=preset) + lzma.compress(data[half:], preset=preset)
        else:
            data = lzma.compress(data, check=CHECKS[form], preset=preset)
    if flags & ENCRYPTED:
        data = ecies.encrypt(to, data)
    return {"data": data.hex(), "hash": digest}


def unpack(data, flags, key):
    """As Provider unpacks: decrypt, then decompress."""
    data = bytes.fromhex(data)
    if flags & ENCRYPTED:
        data = ecies.decrypt(key, data)
    if flags & COMPRESSED:
        data = lzma.decompress(data)
    return {"document": data.hex(), "hash": hashlib.sha256(data).hexdigest()}


def sign(key, text, form):
    digest = keccak(text=text)
    if form == "library":
        return str(sign_with_key(text, key))
    if form == "raw":
        return keys.PrivateKey(bytes.fromhex(key[2:])).sign_msg_hash(digest).to_bytes().hex()
    messages = {
        "wire": encode_defunct(primitive=digest),
        "text": encode_defunct(text=text),
        "hex": encode_defunct(text="0x" + digest.hex()),
    }
    return Account.sign_message(messages[form], key).signature.hex()


def recover(text, signature, form):
    """By eth_account, and by eth_keys from the parts; both must say the same."""
    signed = encode_defunct(text=text) if form == "text" else encode_defunct(primitive=keccak(text=text))
    by_account = Account.recover_message(signed, signature=signature)
    r, s, v = signature[2:66], signature[66:130], int(signature[130:], 16)
    digest = keccak(b"\x19" + signed.version + signed.header + signed.body)
    vrs = (v - 27 if v >= 27 else v, int(r, 16), int(s, 16))
    by_keys = keys.Signature(vrs=vrs).recover_public_key_from_msg_hash(digest).to_checksum_address()
    if by_account != by_keys:
        raise ValueError(f"eth_account {by_account}, eth_keys {by_keys}")
    return by_account


def token(key, address, exp, options):
    return jwt.encode({"exp": exp, "address": address}, key, algorithm="HS256", **options)


def claims(key, token):
    return jwt.decode(token, key, algorithms=["HS256"])


TASKS = {task.__name__: task for task in (versions, seal, unseal, pack, unpack, sign, recover, token, claims)}

for line in sys.stdin.buffer:
    question = json.loads(line)
    task = TASKS[question.pop("task")]
    try:
        answer = {"ok": task(**question)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
