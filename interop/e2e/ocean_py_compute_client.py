"""How ocean.py 3.1.2, unchanged, has algorithms trusted, pays for jobs and starts them.

And what the stand-in for operator-service got.
"""

import contextlib
import json
import re
import tempfile
import time
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import requests
from eth_account import Account
from eth_account.messages import encode_defunct
from ocean_py_client import (
    # First of all: it switches the type checker off.
    CACHE,
    CHAIN,
    CONSUMER,
    OCEAN,
    ORIGIN,
    PROVIDER,
    PUBLISHER,
    SERVER,
    WEB3,
    WORLD,
    raises,
    same,
    wallet,
)
from ocean_lib.data_provider.data_service_provider import DataServiceProvider
from ocean_lib.exceptions import DataProviderException
from ocean_lib.models.datatoken_base import DatatokenBase
from ocean_lib.ocean.util import to_wei

OPERATOR = WORLD["operator"]
# The account of the jobs.
WORKER = wallet("worker")
DIGEST = "sha256:" + "5a" * 32
SCRIPT = f"{ORIGIN}/algorithm.py"

# What went over the wire, of which ocean.py shows less: answers, which know their requests.
EXCHANGES = []
DataServiceProvider.get_http_client().hooks["response"].append(
    lambda response, **_: EXCHANGES.append(response)
)


def exchange(path):
    """The last one at this path."""
    return [each for each in EXCHANGES if each.request.path_url.split("?")[0].endswith(path)][-1]


def publish_algorithm(name):
    tx = {"from": PUBLISHER}
    return OCEAN.assets.create_algo_asset(name, SCRIPT, tx, "library/python", "3.11", DIGEST)[2]


def publish_for_jobs(name):
    """With what ocean.py writes if nobody is named: two services of one datatoken, and empty lists."""
    tx = {"from": PUBLISHER}
    return OCEAN.assets.create_url_asset(name, f"{ORIGIN}/table.bin", tx, with_compute=True)[2]


def update(ddo):
    return OCEAN.assets.update(ddo, {"from": PUBLISHER})


@contextlib.contextmanager
def changed_script():
    """Changes the file of the algorithms for a while."""
    body = requests.get(SCRIPT).content
    requests.put(SCRIPT, data=body + b'print("changed")\n')
    try:
        yield
    finally:
        requests.put(SCRIPT, data=body)


# Orders.

OCEAN.OCEAN_token.mint(CONSUMER.address, to_wei(1000), {"from": wallet("deployer")})


def balance():
    return OCEAN.OCEAN_token.balanceOf(CONSUMER.address)


def in_seconds(seconds):
    return int(time.time()) + seconds


def cost(seconds):
    """Of these seconds in the environment where a minute costs 2.3: cut, not rounded."""
    return str((Decimal("2.3") * 10**18 * seconds / 60).quantize(Decimal(1), ROUND_DOWN))


def fee_facts(fee):
    """Its amount, what its data says, and for how many seconds it was quoted."""
    data = json.loads(bytes.fromhex(fee["providerData"][2:]))
    seconds = fee["validUntil"] - int(data["timestamp"])
    return {**data, "amount": fee["providerFeeAmount"], "seconds": seconds}


def quote(environment, until, datasets, algorithm):
    worker = environment.get("consumerAddress", WORKER.address)
    return OCEAN.retrieve_provider_fees_for_compute(datasets, algorithm, worker, environment["id"], until)


def provide_tokens(datasets, algorithm, fee):
    """What ocean.py leaves to its caller: datatokens, and leave to take the fee."""
    for item in [*datasets, algorithm]:
        token = DatatokenBase.get_typed(OCEAN.config_dict, item.service.datatoken)
        token.mint(CONSUMER.address, to_wei(1), {"from": PUBLISHER})
    if int(fee):
        OCEAN.OCEAN_token.approve(datasets[0].service.datatoken, int(fee), {"from": CONSUMER})


def pay(environment, until, datasets, algorithm):
    """Orders all of it, or what is due; the inputs know their transactions then. What was quoted."""
    OCEAN.assets.pay_for_compute_service(
        datasets=datasets,
        algorithm_data=algorithm,
        compute_environment=environment["id"],
        valid_until=until,
        consume_market_order_fee_address=CONSUMER.address,
        tx_dict={"from": CONSUMER},
        consumer_address=environment["consumerAddress"],
    )
    return exchange("/initializeCompute").json()


# Jobs.


def calls(method):
    """What the stand-in was asked by this method."""
    found = requests.get(f"{OPERATOR}calls").json()
    return [call for call in found if (call["method"], call["name"]) == (method, "compute")]


def finish(job_id, results):
    requests.put(f"{OPERATOR}jobs/{job_id}", json=results)


def start(environment, dataset, algorithm=None, **more):
    return OCEAN.compute.start(CONSUMER, dataset, environment["id"], algorithm, **more)


def started(*job, **more):
    """A start that operator-service gets once: the job's id, and what was sent there."""
    before = len(calls("POST"))
    job_id = start(*job, **more)
    (sent,) = calls("POST")[before:]
    return job_id, sent["body"]


def not_started(error, *job, **more):
    """A start that is refused, and of which operator-service does not hear."""
    before = calls("POST")
    raises(lambda: start(*job, **more), DataProviderException, f"computeStartEndpoint failed: {error}")
    same(len(calls("POST")), len(before))


def not_quoted(error, *job):
    raises(lambda: quote(*job), DataProviderException, f"initializeComputeEndpoint failed: {error}")


def must_be_signed(signature, message):
    """By the Provider: over 32 bytes, with 0 or 1 for `v`."""
    assert re.fullmatch("0x[0-9a-f]{128}0[01]", signature), signature
    digest = encode_defunct(WEB3.keccak(text=message))
    same(Account.recover_message(digest, signature=signature), SERVER)


def must_be_sent(body, environment, until, agreement_id, inputs, algorithm):
    """What was sent to operator-service must be this, its members in this order.

    The seconds that the job may run, and when it was sent.
    """
    sent = json.loads(body)
    nonce = sent["nonce"]
    must_be_signed(sent["providerSignature"], f"{CONSUMER.address}{nonce}")
    maxtime = sent["workflow"]["stages"][0]["compute"]["maxtime"]
    stage = {
        "index": 0,
        "input": [
            {"index": index, "id": did, "remote": remote} for index, (did, remote) in enumerate(inputs)
        ],
        "compute": {"Instances": 1, "namespace": "ocean-compute", "maxtime": maxtime},
        "algorithm": algorithm,
        "output": {"metadataUri": CACHE},
    }
    expected = {
        "workflow": {"stages": [stage]},
        "providerSignature": sent["providerSignature"],
        "agreementId": agreement_id,
        "owner": CONSUMER.address,
        "providerAddress": SERVER,
        "environment": environment["id"],
        "validUntil": until,
        "nonce": nonce,
        "chainId": CHAIN,
    }
    # Blanks in what the client sent stay.
    same(json.dumps(sent), json.dumps(expected))
    return maxtime, nonce // 10**9


# By the digest of its image, without its tag.
SENT_CONTAINER = {"entrypoint": "python $ALGO", "image": "library/python", "checksum": DIGEST}


def sent_algorithm(item, custom=None):
    """A published algorithm as operator-service must get it: without its address."""
    return {
        "id": item.did,
        "rawcode": "",
        "container": SENT_CONTAINER,
        "algouserdata": None,
        "remote": {
            "serviceEndpoint": PROVIDER,
            "txId": item.transfer_tx_id,
            "serviceId": item.service_id,
            "userData": None,
        },
        "algocustomdata": custom,
    }


def fetch(item, index=0, who=WORKER):
    """What ocean.py writes to disk."""
    with tempfile.TemporaryDirectory() as folder:
        DataServiceProvider.download(item.did, item.service, item.transfer_tx_id, who, folder, index)
        return Path(folder, f"file{index}").read_bytes()
