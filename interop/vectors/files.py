"""Writes the vectors of ocean-files that Python's own libraries make, into the crate.

Query parameters by requests, gateways by urllib, calls of contracts by eth-abi.
"""

import json
import pathlib
import sys
from urllib.parse import urljoin

import eth_abi
import requests
from eth_utils import keccak, to_checksum_address

VECTORS = pathlib.Path(__file__).parents[2] / "crates/ocean-files/tests/vectors"

URLS = [
    "https://h.example/a",
    "https://h.example/a b/é?x=1 2#frag",
    "http://u:p@h.example:8080/d/?",
    "https://h.example/?a=b",
    'https://h.example/~a%20b/"<>|^`{}\\x?q="#f',
    "https://h.example/a?x=[1]&y={2}",
]
USER_DATA = [
    None,
    "{}",
    '{"s":"a b~*+&=é/?#%"}',
    '{"n":1,"f":1.0,"big":1e21,"neg":-0.5,"e":1E2,"huge":123456789012345678901234567890}',
    '{"t":true,"f":false,"z":null,"e":""}',
    '{"l":[1,"x",null,true],"el":[],"é k":"v"}',
]
GATEWAYS = [
    "https://gw.example",
    "https://gw.example/",
    "https://gw.example/x",
    "https://gw.example/x/",
    "http://gw.example:8080/a/b/",
]
PATHS = ["Qm1", "Qm1/a.csv", "Qm1/dir/", "Qm1?x=1", "Qm1/a.csv?filename=b"]


def queries():
    for url in URLS:
        for user_data in USER_DATA:
            params = json.loads(user_data) if user_data else None
            requested = requests.Request("GET", url, params=params).prepare().url.split("#")[0]
            # A `?` with nothing behind it is kept by us.
            if not (url.endswith("?") and requested == url[:-1]):
                yield {
                    "url": url,
                    "userdata": user_data,
                    "requested": requested,
                    "made_by": f"Python requests {requests.__version__}",
                }


def gateways():
    for gateway in GATEWAYS:
        for path in PATHS:
            yield {
                "gateway": gateway,
                "path": path,
                "ipfs": urljoin(gateway, urljoin("ipfs/", path)),
                "arweave": urljoin(gateway, path),
                "made_by": f"Python {sys.version_info[0]}.{sys.version_info[1]} urllib.parse.urljoin",
            }


def parameter(name, kind, *components):
    components = {"components": list(components)} if components else {}
    return {"name": name, "type": kind, **components}


ADDRESS = "0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d"
POINT = [parameter("x", "int128"), parameter("label", "string")]
# Name, inputs, arguments, outputs, results.
CALLS = [
    ("median", [], [], [parameter("", "uint256")], [2**256 - 1]),
    ("balanceOf", [parameter("owner", "address")], [ADDRESS], [parameter("", "uint256")], [10**30]),
    (
        "a",
        [parameter("n", "uint8"), parameter("m", "int8"), parameter("b", "bool")],
        [255, -128, True],
        [parameter("", "int8"), parameter("", "bool"), parameter("", "int256")],
        [-128, False, -(2**255)],
    ),
    (
        "b",
        [parameter("s", "string"), parameter("y", "bytes"), parameter("f", "bytes4")],
        ['é "q"\n', "0x00ff", "0x01020304"],
        [parameter("", "string"), parameter("", "bytes"), parameter("", "bytes4")],
        ['São \u2603 "q"\n\x7f', "0x", "0xffffffff"],
    ),
    (
        "c",
        [parameter("l", "uint256[]"), parameter("q", "uint16[2][]")],
        [[1, 2, 3], [[1, 2], [3, 4]]],
        [parameter("", "address[]"), parameter("", "uint256[3]")],
        [[ADDRESS, ADDRESS], [7, 8, 9]],
    ),
    (
        "d",
        [
            parameter("t", "tuple", *POINT),
            parameter("ts", "tuple[]", parameter("a", "address"), parameter("inner", "tuple[2]", *POINT)),
        ],
        [[-5, "o"], [[ADDRESS, [[1, "a"], [2, "b"]]]]],
        [
            parameter(
                "r", "tuple", parameter("id", "uint64"), parameter("names", "string[]"), parameter("fixed", "bytes32")
            )
        ],
        [[9, ["x", "", "yy"], "0x" + "ab" * 32]],
    ),
    (
        "e",
        [parameter("u", "uint"), parameter("z", "int")],
        [0, -1],
        [parameter("", "string[2]"), parameter("", "bool[][]")],
        [["p", "q"], [[True], [], [False, True]]],
    ),
    ("f", [], [], [parameter("r", "tuple[]", *POINT)], [[[1, "one"], [-2, "two"]]]),
    ("g", [], [], [parameter("", "uint8[]")], [[]]),
]


def kind(of):
    """The type as the signature spells it."""
    if of["type"].startswith("tuple"):
        return f"({','.join(map(kind, of['components']))}){of['type'][5:]}"
    return {"uint": "uint256", "int": "int256"}.get(of["type"], of["type"])


def each(of, value, leaf):
    """The value with `leaf` done to all that is in it."""
    if of["type"].endswith("]"):
        inner = {**of, "type": of["type"][: of["type"].rindex("[")]}
        return [each(inner, item, leaf) for item in value]
    if of["type"] == "tuple":
        return tuple(each(inner, item, leaf) for inner, item in zip(of["components"], value))
    return leaf(of["type"], value)


def encode(parameters, values):
    def native(kind, value):
        return bytes.fromhex(value[2:]) if kind.startswith("bytes") else value

    return eth_abi.encode([kind(of) for of in parameters], [each(*pair, native) for pair in zip(parameters, values)])


def shown(kind, value):
    """As web3 gives it to Provider; bytes, which Python's JSON refuses, in hex."""
    if kind == "address":
        return to_checksum_address(value)
    return "0x" + value.hex() if isinstance(value, bytes) else value


def calls():
    for name, inputs, arguments, outputs, results in CALLS:
        signature = f"{name}({','.join(map(kind, inputs))})"
        returned = encode(outputs, results)
        decoded = eth_abi.decode([kind(of) for of in outputs], returned)
        decoded = [each(*pair, shown) for pair in zip(outputs, decoded)]
        yield {
            "abi": {"type": "function", "name": name, "stateMutability": "view", "inputs": inputs, "outputs": outputs},
            "userdata": {of["name"]: argument for of, argument in zip(inputs, arguments)},
            "signature": signature,
            "call_data": "0x" + (keccak(text=signature)[:4] + encode(inputs, arguments)).hex(),
            "returned": "0x" + returned.hex(),
            "result_text": json.dumps(decoded[0] if len(decoded) == 1 else decoded),
            "made_by": f"eth-abi {eth_abi.__version__}, Python json.dumps; bytes as hex, which Python refuses",
        }


for name, rows in {"query": queries, "gateway": gateways, "abi": calls}.items():
    rows = list(rows())
    (VECTORS / f"{name}.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    print(f"{name}.json: {len(rows)} rows")
