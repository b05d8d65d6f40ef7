"""Runs one task many times a line and answers the processor time it took.

In: {task, input, runs}. Out: {microseconds, result}. Which eciespy runs is decided by the path that
this is started with.
"""

import hashlib
import importlib.metadata
import json
import pathlib
import sys
import time
import warnings

warnings.simplefilter("ignore")

import ecies  # noqa: E402
from eth_account import Account  # noqa: E402
from eth_account.messages import encode_defunct  # noqa: E402
from ocean_lib.ocean.util import create_checksum  # noqa: E402
from web3 import Web3  # noqa: E402
from web3._utils.method_formatters import log_entry_formatter, receipt_formatter  # noqa: E402
from web3.datastructures import AttributeDict  # noqa: E402
from web3.logs import DISCARD  # noqa: E402

CONTRACTS = pathlib.Path(__file__).parents[1] / "node_modules/@oceanprotocol/contracts"

# The bytes that the tasks without an input work on.
kept = {}


def version(package):
    return f"{package} {importlib.metadata.version(package)}"


def keep(text):
    kept.update((name, bytes.fromhex(value)) for name, value in json.loads(text).items())
    return ""


def text_of(text):
    return json.dumps(json.loads(text), separators=(",", ":"))


def events(contract):
    path = CONTRACTS / f"artifacts/contracts/templates/{contract}.sol/{contract}.json"
    return Web3().eth.contract(abi=json.loads(path.read_text())["abi"]).events


DATATOKEN = events("ERC20Template")
NFT = events("ERC721Template")


def order(text):
    """Who signed the last fee, the last order's consumer, and its amount."""
    receipt = AttributeDict.recursive(receipt_formatter(json.loads(text)))
    fee = DATATOKEN.ProviderFee().process_receipt(receipt, errors=DISCARD)[-1].args
    assert json.loads(fee.providerData)["id"] == "0"
    digest = Web3.solidity_keccak(
        ["bytes", "address", "address", "uint256", "uint256"],
        [
            fee.providerData,
            fee.providerFeeAddress,
            fee.providerFeeToken,
            fee.providerFeeAmount,
            fee.validUntil,
        ],
    )
    signer = Account.recover_message(encode_defunct(digest), vrs=(fee.v, fee.r, fee.s))
    started = DATATOKEN.OrderStarted().process_receipt(receipt, errors=DISCARD)[-1].args
    return f"{signer} {started.consumer} {started.amount}"


def log(text):
    entry = AttributeDict.recursive(log_entry_formatter(json.loads(text)))
    return NFT.MetadataCreated().process_log(entry).args


def show_log(args):
    document, data = args.metaDataHash.hex(), args.data.hex()
    return f"{args.createdBy} {args.decryptorUrl} 0x{document} 0x{data}"


TASKS = {
    "ascii": text_of,
    "ocean.py": lambda text: create_checksum(text_of(text)),
    "version": version,
    "keep": keep,
    "open": lambda _: ecies.decrypt(kept["key"], kept["sealed"]),
    "seal": lambda _: ecies.encrypt(kept["to"], kept["plaintext"]),
    "seal, hex": lambda _: "0x" + ecies.encrypt(kept["to"], kept["plaintext"]).hex(),
    "recover": lambda signature: Account.recover_message(
        encode_defunct(primitive=kept["digest"]), signature=signature
    ),
    "order": order,
    "log": log,
}
# How results become text, which is not timed.
SHOW = {
    "open": lambda plaintext: hashlib.sha256(plaintext).hexdigest(),
    "seal": bytes.hex,
    "log": show_log,
}

for line in sys.stdin.buffer:
    request = json.loads(line)
    run = TASKS[request["task"]]
    start = time.process_time_ns()
    for _ in range(request["runs"]):
        result = run(request["input"])
    microseconds = (time.process_time_ns() - start) / 1000
    result = SHOW.get(request["task"], str)(result)
    sys.stdout.write(json.dumps({"microseconds": microseconds, "result": result}) + "\n")
    sys.stdout.flush()
