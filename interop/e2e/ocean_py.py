"""The whole story as ocean.py 3.1.2 tells it: publish, index, buy, download; and what is refused."""

import hashlib
import json
import lzma
import re
import sys
import time

import requests
from ocean_py_client import (
    # First of all: it switches the type checker off.
    BODIES,
    CHAIN,
    CONFIG,
    CONSUMER,
    CSV,
    NOT_SIGNED,
    OCEAN,
    ORIGIN,
    PREFIX,
    PROVIDER,
    PUBLISHER,
    SERVER,
    STRANGER,
    TABLE,
    WEB3,
    cached,
    decrypt,
    download,
    invalid,
    order,
    order_text,
    publish,
    quote,
    raises,
    refused,
    request,
    same,
    token_of,
    token_request,
)
from ocean_lib.agreements.consumable import AssetNotConsumable, ConsumableCodes
from ocean_lib.data_provider.base import DataServiceProviderBase as Base
from ocean_lib.data_provider.data_encryptor import DataEncryptor
from ocean_lib.data_provider.data_service_provider import DataServiceProvider
from ocean_lib.data_provider.fileinfo_provider import FileInfoProvider
from ocean_lib.exceptions import DataProviderException
from ocean_lib.models.data_nft import DataNFT
from ocean_lib.models.datatoken_base import DatatokenArguments
from ocean_lib.ocean.ocean_assets import OceanAssets
from ocean_lib.services.service import Service
from ocean_lib.structures.file_objects import UrlFile
from tally import Tally
from web3.logs import DISCARD


TALLY = Tally()


def check(name):
    return lambda run: TALLY.check(name, run)


@check("the root answer names the provider of the chain")
def _():
    assert DataServiceProvider.is_valid_provider(PROVIDER)
    same(DataServiceProvider.get_provider_address(PROVIDER, CHAIN), SERVER)


@check("encrypt seals bytes, texts and objects")
def _():
    for plain, size in ((b"\x00\xff", 2), ("é", 2), ({"a": 1}, 7)):
        sealed = DataEncryptor.encrypt(plain, PROVIDER, CHAIN)
        same(sealed.status_code, 201)
        assert re.fullmatch(f"0x[0-9a-f]{{{2 * (97 + size)}}}", sealed.text)


@check("encrypt for another chain is refused")
def _():
    text = "encryptEndpoint failed: Failed to encrypt."
    raises(lambda: DataEncryptor.encrypt(b"x", PROVIDER, 1), DataProviderException, text)


@check("fileinfo of a file object")
def _():
    assert DataServiceProvider.check_single_file_info(CSV.to_dict(), PROVIDER)
    assert not DataServiceProvider.check_single_file_info(UrlFile(f"{ORIGIN}/nowhere").to_dict(), PROVIDER)


ASSET = TALLY.check("publish, and be indexed through decrypt", lambda: publish("Weather of Python"))
DENY = {"allow": [], "deny": [{"type": "address", "values": [STRANGER.address]}]}
DENIED = TALLY.check("publish with a deny list", lambda: publish("Not for everybody", credentials=DENY))


@check("publish with a service of one second")
def brief_asset():
    service = Service("access", "access", PROVIDER, None, [CSV, TABLE], 1)
    metadata = OceanAssets.default_metadata("Brief", {"from": PUBLISHER})
    token = DatatokenArguments("Brief", files=[CSV, TABLE], services=[service])
    _, _, ddo = OCEAN.assets.create(metadata, {"from": PUBLISHER}, datatoken_args=[token])
    return ddo


BRIEF = brief_asset
BRIEF_ORDER = TALLY.check("order what lasts a second", lambda: order(BRIEF, CONSUMER))


@check("the document on the chain is compressed and sealed")
def on_chain():
    receipt = WEB3.eth.get_transaction_receipt(ASSET.event["tx"])
    nft = DataNFT(CONFIG, ASSET.nft_address)
    (log,) = nft.contract.events.MetadataCreated().process_receipt(receipt, errors=DISCARD)
    same(log.args.flags, b"\x03")
    return {
        "encryptedDocument": "0x" + log.args.data.hex(),
        "flags": 3,
        "documentHash": "0x" + log.args.metaDataHash.hex(),
    }


@check("decrypt by transaction and by arguments")
def _():
    for answer in (decrypt(ASSET, transactionId=ASSET.event["tx"]), decrypt(ASSET, **on_chain)):
        same(answer.status_code, 201)
        same("0x" + hashlib.sha256(answer.content).hexdigest(), on_chain["documentHash"])
        same(json.loads(answer.content)["id"], ASSET.did)
        assert answer.headers["content-type"].startswith("text/plain")


@check("publish plain, compressed, and sealed but not compressed")
def _():
    for encrypt, compress in ((False, False), (False, True), (True, False)):
        metadata = OceanAssets.default_metadata("As it is", {"from": PUBLISHER})
        token = DatatokenArguments("As it is", files=[CSV])
        _, _, ddo = OCEAN.assets.create(
            metadata,
            {"from": PUBLISHER},
            datatoken_args=[token],
            encrypt_flag=encrypt,
            compress_flag=compress,
        )
        assert ddo, (encrypt, compress)


@check("publish an update")
def _():
    ddo = publish("First")
    ddo.metadata["name"] = "Second"
    updated = OCEAN.assets.update(ddo, {"from": PUBLISHER})
    same(updated.metadata["name"], "Second")


@check("fileinfo of an asset")
def _():
    infos = FileInfoProvider.fileinfo(ASSET.did, ASSET.services[0]).json()
    same([info["valid"] for info in infos], [True, True])
    same([info["contentLength"] for info in infos], [str(len(body)) for body in BODIES])
    same([info["contentType"] for info in infos], ["text/csv", "application/octet-stream"])


@check("initialize quotes a fee of the provider, for nothing")
def _():
    answer = quote(ASSET, CONSUMER)
    same(answer["datatoken"], ASSET.services[0].datatoken)
    fee = answer["providerFee"]
    same((fee["providerFeeAddress"], fee["providerFeeAmount"], fee["validUntil"]), (SERVER, "0", 0))


BOUGHT = TALLY.check("pay for the service", lambda: order(ASSET, CONSUMER))


@check("initialize tells that the order is valid")
def _():
    method, url = Base.build_endpoint("initialize", PROVIDER)
    params = {"documentId": ASSET.did, "serviceId": ASSET.services[0].id, "consumerAddress": CONSUMER.address}
    answer = requests.request(method, url, params={**params, "transferTxId": BOUGHT})
    same(answer.json(), {"validOrder": BOUGHT})


@check("download both files")
def _():
    assert download(ASSET, BOUGHT, 0) == BODIES[0]
    assert download(ASSET, BOUGHT, 1) == BODIES[1]


@check("download a range")
def _():
    answer = request(ASSET, BOUGHT, 1, headers={"Range": "bytes=5-299999"})
    same(answer.status_code, 206)
    assert answer.content == BODIES[1][5:300000]


@check("reuse_order")
def reused():
    fee = quote(ASSET, CONSUMER)["providerFee"]
    return token_of(ASSET).reuse_order(BOUGHT, fee, {"from": CONSUMER}).transactionHash.hex()


@check("download with the reused order")
def _():
    assert download(ASSET, reused, 0) == BODIES[0]


@check("create a token")
def token():
    answer = token_request("create_auth_token", CONSUMER, expiration=int(time.time()) + 3600)
    same(answer.status_code, 200)
    return answer.json()["token"]


@check("download with the token")
def _():
    answer = request(ASSET, BOUGHT, signature=None, headers={"AuthToken": token})
    same(answer.status_code, 200)
    assert answer.content == BODIES[0]


@check("a token does not do for another address")
def _():
    answer = request(ASSET, BOUGHT, who=STRANGER, signature=None, headers={"AuthToken": token})
    invalid(answer, "signature", NOT_SIGNED)


@check("delete the token, and see it refused")
def _():
    same(
        token_request("delete_auth_token", CONSUMER, token=token).json(),
        {"success": "Token has been deactivated."},
    )
    invalid(request(ASSET, BOUGHT, signature=None, headers={"AuthToken": token}), "signature", NOT_SIGNED)
    refused(token_request("delete_auth_token", CONSUMER, token=token), "Token is deleted.")


@check("a token for the past is refused")
def _():
    answer = token_request("create_auth_token", CONSUMER, expiration=1_600_000_000)
    invalid(answer, "expiration", "Invalid timestamp provided.")


@check("no order: an unknown transaction is refused at once")
def _():
    unknown, before = "0x" + "ab" * 32, time.monotonic()
    raises(
        lambda: download(ASSET, unknown, 0),
        DataProviderException,
        re.compile(f"^downloadEndpoint failed: {PREFIX}Order with tx_id {unknown} could not be validated"),
    )
    assert time.monotonic() - before < 3


@check("no order: a transaction that orders nothing")
def _():
    text = f"{PREFIX}Cannot find the event for the provider fee in tx id {ASSET.event['tx']}"
    refused(request(ASSET, ASSET.event["tx"]), order_text(ASSET.event["tx"], text))


@check("the order of another asset")
def _():
    refused(request(ASSET, BRIEF_ORDER), order_text(BRIEF_ORDER, ""))


@check("a replayed request, and a lower nonce")
def _():
    nonce, signature = Base.sign_message(CONSUMER, ASSET.did, PROVIDER)
    once = {"nonce": nonce, "signature": str(signature)}
    same(request(ASSET, BOUGHT, **once).status_code, 200)
    text = f"Invalid signature expected nonce ({nonce}) > current nonce ({nonce})."
    invalid(request(ASSET, BOUGHT, **once), "signature", text)
    text = f"Invalid signature expected nonce ({nonce}) > current nonce (1)."
    invalid(request(ASSET, BOUGHT, nonce=1), "signature", text)


@check("another's signature")
def _():
    invalid(
        request(ASSET, BOUGHT, who=STRANGER, consumerAddress=CONSUMER.address, nonce=10**9),
        "signature",
        NOT_SIGNED,
    )


@check("another's order")
def _():
    text = f"{PREFIX}sender of order transaction is not the consumer/payer"
    raises(
        lambda: download(ASSET, BOUGHT, 0, STRANGER),
        DataProviderException,
        re.compile(f"^downloadEndpoint failed: {PREFIX}Order with tx_id {BOUGHT} .*{text}"),
    )


@check("who is on the deny list gets no quote, and no file that he paid for")
def _():
    text = f"{PREFIX}Error: Access to asset {DENIED.did} was denied with code: ConsumableCodes.CREDENTIAL_IN_DENY_LIST."
    raises(lambda: quote(DENIED, STRANGER), DataProviderException, f"initializeEndpoint failed: {text}")
    paid = order(DENIED, STRANGER, quote(DENIED, CONSUMER)["providerFee"])
    refused(request(DENIED, paid, who=STRANGER), text)
    code = ConsumableCodes.CREDENTIAL_IN_DENY_LIST
    raises(lambda: download(DENIED, paid, 0, STRANGER), AssetNotConsumable, str(AssetNotConsumable(code)))


@check("fileIndex out of range")
def _():
    refused(request(ASSET, BOUGHT, 2), "list index out of range")
    refused(request(ASSET, BOUGHT, 7), f"{PREFIX}No such fileIndex 7")
    same(request(ASSET, BOUGHT, -1).status_code, 400)


@check("an unknown asset and an unknown service")
def _():
    did = "did:op:" + "0" * 64
    nonce, signature = Base.sign_message(CONSUMER, did, PROVIDER)
    refused(
        request(ASSET, BOUGHT, documentId=did, nonce=nonce, signature=str(signature)), "Cannot resolve DID"
    )
    raises(
        lambda: DataServiceProvider.initialize(did, ASSET.services[0], CONSUMER.address),
        DataProviderException,
        "initializeEndpoint failed: Cannot resolve DID",
    )
    same(request(ASSET, BOUGHT, serviceId="nothing").status_code, 400)


@check("an expired order")
def _():
    block = WEB3.eth.get_transaction_receipt(BRIEF_ORDER).blockNumber
    left = WEB3.eth.get_block(block).timestamp + 2 - time.time()
    # It holds for a second; the rest of it has passed with what came before, or nearly.
    time.sleep(max(left, 0))
    refused(request(BRIEF, BRIEF_ORDER), order_text(BRIEF_ORDER, f"{PREFIX}The order has expired"))


@check("a tampered document is not decrypted")
def _():
    sealed = on_chain["encryptedDocument"]
    altered = sealed[:-1] + ("1" if sealed.endswith("0") else "0")
    for change in (
        {"encryptedDocument": altered},
        {"documentHash": "0x" + "11" * 32},
        {"flags": 2},
        {"flags": 1},
    ):
        refused(decrypt(ASSET, **{**on_chain, **change}), "Failed to decrypt.")
    forged = json.dumps({"id": ASSET.did}).encode()
    digest = "0x" + hashlib.sha256(forged).hexdigest()
    packed = "0x" + lzma.compress(forged).hex()
    answer = decrypt(ASSET, encryptedDocument=packed, flags=1, documentHash=digest)
    assert answer.status_code in (201, 400), answer.text


@check("decrypt of what is no publication")
def _():
    refused(decrypt(ASSET, transactionId=BOUGHT), "Failed to process transaction id.")
    refused(decrypt(ASSET, transactionId="0x" + "ee" * 32), "Failed to process transaction id.")


@check("decrypt for another chain, and for an NFT of nobody")
def _():
    refused(decrypt(ASSET, chain=1, transactionId=ASSET.event["tx"]), "Unconfigured chain_id")
    text = "Asset not deployed by the data NFT factory."
    refused(decrypt(ASSET, nft=STRANGER.address, **on_chain), text)


@check("a document of the cache that lies")
def _():
    truth = cached(ASSET.did)
    answers = []
    for change in ({"datatokenAddress": BRIEF.services[0].datatoken}, {"files": BRIEF.services[0].files}):
        cached(ASSET.did, {**truth, "services": [{**truth["services"][0], **change}]})
        answers.append(request(ASSET, BOUGHT))
    cached(ASSET.did, {**truth, "chainId": 1})
    answers.append(request(ASSET, BOUGHT))
    cached(ASSET.did, truth)
    refused(answers[0], re.compile(f"^{PREFIX}Order with tx_id {BOUGHT}"))
    refused(answers[1], "object of type 'NoneType' has no len()")
    refused(answers[2], re.compile("Asset malformed or disabled|Cannot resolve DID|Unconfigured chain_id"))


def state_is(state, text):
    DataNFT(CONFIG, ASSET.nft_address).setMetaDataState(state, {"from": PUBLISHER})
    answer = decrypt(ASSET, transactionId=ASSET.event["tx"])
    if text:
        refused(answer, text, 403)
    else:
        same(answer.status_code, 201)
    if state == 5:
        # The client itself holds every state but 0 and 5 for disabled; its own copy says 0.
        assert download(ASSET, BOUGHT, 0) == BODIES[0]
        return
    # Aquarius strips what is deprecated or revoked of all that a Provider needs.
    gone = re.compile(
        f"^Provider \\w+: Asset {'(malformed or disabled|is not consumable)' if state in (2, 3) else 'is not consumable'}\\.$"
    )
    refused(request(ASSET, BOUGHT), gone)
    raises(
        lambda: quote(ASSET, CONSUMER),
        DataProviderException,
        re.compile("^initializeEndpoint failed: Provider"),
    )


for number, words in (
    (5, None),
    (4, None),
    (1, "Asset end of life"),
    (2, "Asset deprecated"),
    (3, "Asset revoked"),
):
    TALLY.check(f"state {number}: {words or 'decrypt'}", lambda: state_is(number, words))
print(f"{TALLY.passed} passed, {TALLY.failed} failed")
sys.exit(1 if TALLY.failed else 0)
