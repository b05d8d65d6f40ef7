"""What is done with ocean.py 3.1.2, unchanged, and what may be expected of answers.

What it has no function for (decrypt, tokens) is signed by it and sent with requests.
"""

import json
import logging
import os
import re
import tempfile
import time

import enforce_typing

# Its type checker does not know the types of Python 3.11.
enforce_typing.enforce_types = lambda function: function

import requests  # noqa: E402
from eth_account import Account  # noqa: E402
from ocean_lib.data_provider.base import DataServiceProviderBase as Base  # noqa: E402
from ocean_lib.data_provider.data_service_provider import DataServiceProvider  # noqa: E402
from ocean_lib.example_config import get_config_dict  # noqa: E402
from ocean_lib.models.datatoken_base import DatatokenBase  # noqa: E402
from ocean_lib.ocean.ocean import Ocean  # noqa: E402
from ocean_lib.ocean.ocean_assets import AssetArguments, OceanAssets  # noqa: E402
from ocean_lib.ocean.util import to_wei  # noqa: E402
from ocean_lib.structures.file_objects import UrlFile  # noqa: E402
from ocean_lib.web3_internal.utils import sign_with_key  # noqa: E402

logging.disable(logging.CRITICAL)
WORLD = json.loads(os.environ["E2E_WORLD"])
PROVIDER, ORIGIN, CACHE, CHAIN = WORLD["provider"], WORLD["origin"], WORLD["cache"], WORLD["chainId"]
SERVER = WORLD["accounts"]["provider"]["address"]
CONFIG = {**get_config_dict(WORLD["rpc"]), "PROVIDER_URL": PROVIDER, "METADATA_CACHE_URI": CACHE}
WEB3 = CONFIG["web3_instance"]
OCEAN = Ocean(CONFIG)
NOT_SIGNED = "Invalid signature provided. Please check the nonce or documentId."
PREFIX = "Provider Ganache: "


def wallet(role):
    return Account.from_key(WORLD["accounts"][role]["privateKey"])


PUBLISHER, CONSUMER, STRANGER = wallet("pyPublisher"), wallet("pyConsumer"), wallet("pyStranger")
CSV, TABLE = UrlFile(f"{ORIGIN}/weather.csv?token=e2e-secret"), UrlFile(f"{ORIGIN}/table.bin", method="GET")
BODIES = [requests.get(file.url).content for file in (CSV, TABLE)]


def same(found, expected):
    assert found == expected, f"expected {expected!r}, found {found!r}"


def says(found, text):
    if isinstance(text, re.Pattern):
        assert text.search(found), f"expected {text.pattern!r}, found {found!r}"
    else:
        same(found, text)


def refused(answer, text, status=400):
    same(answer.status_code, status)
    same(list(answer.json()), ["error"])
    says(answer.json()["error"], text)


def invalid(answer, field, text):
    same(answer.status_code, 400)
    body = answer.json()
    same((body["success"], body["message"], list(body["errors"])), (False, "Validation error", [field]))
    found = body["errors"][field]
    says(found if isinstance(found, str) else " ".join(found), text)


def raises(run, kind, text):
    try:
        value = run()
    except kind as error:
        says(str(error), text)
        return
    raise AssertionError(f"it went through: {value}")


def publish(name, **how):
    metadata = OceanAssets.default_metadata(name, {"from": PUBLISHER})
    arguments = AssetArguments(metadata=metadata, **how)
    nft, datatoken, ddo = OCEAN.assets.create_bundled([CSV, TABLE], {"from": PUBLISHER}, arguments)
    assert ddo, requests.get(f"{CACHE}/api/aquarius/assets/ddo/{nft.calculate_did()}").text
    return ddo


def token_of(ddo):
    return DatatokenBase.get_typed(CONFIG, ddo.services[0].datatoken)


def quote(ddo, who):
    return DataServiceProvider.initialize(ddo.did, ddo.services[0], who.address).json()


def order(ddo, who, fee=None):
    token = token_of(ddo)
    token.mint(who.address, to_wei(1), {"from": PUBLISHER})
    if fee is None:
        return OCEAN.assets.pay_for_access_service(ddo, {"from": who}).hex()
    paid = token.start_order(who.address, 0, provider_fees=fee, tx_dict={"from": who})
    return paid.transactionHash.hex()


def download(ddo, transaction, index, who=None):
    """What ocean.py writes to disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = OCEAN.assets.download_asset(ddo, who or CONSUMER, folder, transaction, index=index)
        with open(os.path.join(path, f"file{index}"), "rb") as file:
            return file.read()


def request(ddo, transaction, index=0, who=None, headers=None, **changed):
    """The request that ocean.py makes, sent by hand, to change it or to see the answer."""
    who = who or CONSUMER
    method, url = Base.build_endpoint("download", PROVIDER)
    nonce, signature = Base.sign_message(who, ddo.did, PROVIDER)
    params = {
        "documentId": ddo.did,
        "serviceId": ddo.services[0].id,
        "consumerAddress": who.address,
        "transferTxId": transaction,
        "fileIndex": index,
        "nonce": nonce,
        "signature": signature,
        **changed,
    }
    params = {key: value for key, value in params.items() if value is not None}
    return requests.request(method, url, params=params, headers=headers)


def decrypt(ddo, chain=CHAIN, nft=None, **form):
    """As an indexer asks: nonces are nanoseconds.

    Not with an account for which ocean.py signs: it computes the next nonce with floats, in which
    nanoseconds lose digits, so that it may be a nonce that was spent.
    """
    who, nft = PUBLISHER, nft or ddo.nft_address
    _, url = Base.build_endpoint("decrypt", PROVIDER)
    nonce = str(time.time_ns())
    message = f"{form.get('transactionId', nft)}{who.address}{chain}{nonce}"
    return requests.post(
        url,
        json={
            "decrypterAddress": who.address,
            "chainId": chain,
            "dataNftAddress": nft,
            "nonce": nonce,
            "signature": str(sign_with_key(message, who.key.hex())),
            **form,
        },
    )


def token_request(name, who, **params):
    method, url = Base.build_endpoint(name, PROVIDER)
    nonce, signature = Base.sign_message(who, who.address, PROVIDER)
    return requests.request(
        method, url, params={"address": who.address, "nonce": nonce, "signature": signature, **params}
    )


def order_text(transaction, text):
    return re.compile(f"^{PREFIX}Order with tx_id {transaction} could not be validated due to error: {text}")


def cached(did, document=None):
    url = f"{CACHE}/api/aquarius/assets/ddo/{did}"
    return requests.put(url, json=document) if document else requests.get(url).json()
