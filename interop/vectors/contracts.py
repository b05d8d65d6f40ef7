"""Writes the vectors of ocean-orders that Python's own libraries make, into the crate.

One sample of every event, call and answer, encoded by eth-abi over the published ABIs, and signatures
of document hashes by eth-account.
"""

import hashlib
import json
import pathlib
from importlib.metadata import version

from eth_abi import encode
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils import keccak

HERE = pathlib.Path(__file__).parent
CONTRACTS = HERE.parent / "node_modules/@oceanprotocol/contracts"
VECTORS = HERE.parents[1] / "crates/ocean-orders/tests/vectors/abi.json"

EVENTS = {
    "ERC721Template": [
        "MetadataCreated",
        "MetadataUpdated",
        "MetadataState",
        "MetadataValidated",
        "TokenURIUpdate",
        "Transfer",
    ],
    "ERC721Factory": ["NFTCreated", "TokenCreated"],
    "ERC20Template": [
        "OrderStarted",
        "OrderReused",
        "OrderExecuted",
        "ProviderFee",
        "PublishMarketFee",
        "ConsumeMarketFee",
        "Transfer",
    ],
}
FUNCTIONS = {
    "ERC721Template": [
        "setMetaData",
        "setMetaDataAndTokenURI",
        "setMetaDataState",
        "getMetaData",
        "isDeployed",
        "getTokensList",
        "getPermissions",
        "isERC20Deployer",
        "ownerOf",
        "getId",
    ],
    "ERC721Factory": ["erc721List", "startMultipleTokenOrder", "reuseMultipleTokenOrder"],
    "ERC20Template": ["startOrder", "reuseOrder", "orderExecuted", "getERC721Address", "decimals"],
}


def abi(contract, kind, name):
    [path] = CONTRACTS.glob(f"artifacts/contracts/**/{contract}.sol/{contract}.json")
    entries = json.loads(path.read_text())["abi"]
    return next(entry for entry in entries if entry["type"] == kind and entry.get("name") == name)


def type_of(parameter):
    if not parameter["type"].startswith("tuple"):
        return parameter["type"]
    components = ",".join(map(type_of, parameter["components"]))
    return f"({components}){parameter['type'][5:]}"


def signature(entry):
    return f"{entry['name']}({','.join(map(type_of, entry['inputs']))})"


def seed(label):
    return hashlib.sha256(label.encode()).digest()


def value(parameter, label):
    """A value of its own for every leaf, as eth-abi takes it and as JSON shows it."""
    kind, bits = parameter["type"], seed(label)
    if kind.endswith("[]"):
        one = dict(parameter, type=kind[:-2])
        pairs = [value(one, f"{label}[{index}]") for index in range(2)]
        return [taken for taken, _ in pairs], [shown for _, shown in pairs]
    if kind == "tuple":
        names = [component["name"] for component in parameter["components"]]
        pairs = [
            value(component, f"{label}.{name}")
            for component, name in zip(parameter["components"], names)
        ]
        return tuple(taken for taken, _ in pairs), dict(zip(names, (shown for _, shown in pairs)))
    if kind == "address":
        taken = "0x" + bits[:20].hex()
        return taken, taken
    if kind == "uint256":
        taken = int.from_bytes(bits, "big")
        return taken, str(taken)
    if kind == "uint8":
        return bits[0], bits[0]
    if kind == "bool":
        return bits[0] % 2 == 1, bits[0] % 2 == 1
    if kind == "bytes32":
        return bits, "0x" + bits.hex()
    if kind == "bytes":
        taken = (bits * 3)[: bits[0] % 96]
        return taken, "0x" + taken.hex()
    if kind == "string":
        taken = f"{label} é€😀 " + "x" * (bits[0] % 60)
        return taken, taken
    raise ValueError(kind)


def encoded(parameters):
    """Encodes pairs of a parameter and its value."""
    return encode([type_of(one) for one, _ in parameters], [taken for _, taken in parameters])


def main():
    package = json.loads((CONTRACTS / "package.json").read_text())
    made_by = f"eth-abi {version('eth_abi')} over the ABI of @oceanprotocol/contracts {package['version']}"

    events = []
    for contract, names in EVENTS.items():
        for name in names:
            event = abi(contract, "event", name)
            values = [(one, *value(one, f"{name}.{one['name']}")) for one in event["inputs"]]
            indexed = [(one, taken) for one, taken, _ in values if one["indexed"]]
            plain = [(one, taken) for one, taken, _ in values if not one["indexed"]]
            topics = [keccak(text=signature(event))] + [encoded([pair]) for pair in indexed]
            events.append(
                {
                    "contract": contract,
                    "event": name,
                    "signature": signature(event),
                    "log": {
                        "address": "0x" + seed(contract)[:20].hex(),
                        "topics": ["0x" + topic.hex() for topic in topics],
                        "data": "0x" + encoded(plain).hex(),
                        "logIndex": hex(len(events)),
                    },
                    "args": {one["name"]: shown for one, _, shown in values},
                    "made_by": made_by,
                }
            )

    calls, answers = [], []
    for contract, names in FUNCTIONS.items():
        for name in names:
            function = abi(contract, "function", name)
            values = [(one, *value(one, f"{name}.{one['name']}")) for one in function["inputs"]]
            arguments = encoded([(one, taken) for one, taken, _ in values])
            calls.append(
                {
                    "contract": contract,
                    "function": name,
                    "signature": signature(function),
                    "args": [shown for _, _, shown in values],
                    "input": "0x" + (keccak(text=signature(function))[:4] + arguments).hex(),
                    "made_by": made_by,
                }
            )
            if function["outputs"]:
                values = [
                    (one, *value(one, f"{name}->{index}"))
                    for index, one in enumerate(function["outputs"])
                ]
                answers.append(
                    {
                        "contract": contract,
                        "function": name,
                        "return": "0x" + encoded([(one, taken) for one, taken, _ in values]).hex(),
                        "decoded": [shown for _, _, shown in values],
                        "made_by": made_by,
                    }
                )

    proofs = []
    for byte in (2, 3, 4):
        key = bytes([byte]) * 32
        metadata_hash = hashlib.sha256(bytes([byte])).digest()
        signed = Account.sign_message(encode_defunct(metadata_hash), key)
        proofs.append(
            {
                "secret_key": "0x" + key.hex(),
                "metaDataHash": "0x" + metadata_hash.hex(),
                "validator": Account.from_key(key).address,
                "v": signed.v,
                "r": f"0x{signed.r:064x}",
                "s": f"0x{signed.s:064x}",
                "made_by": f"eth-account {version('eth-account')}",
            }
        )

    vectors = {"events": events, "calls": calls, "answers": answers, "proofs": proofs}
    VECTORS.write_text(json.dumps(vectors, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
