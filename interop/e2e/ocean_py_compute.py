"""Jobs as ocean.py 3.1.2 tells of them: publish and trust, pay, start, watch, fetch, stop; and refusals."""

import copy
import json
import re
import sys

import requests
from ocean_py_client import (
    # First of all: it switches the type checker off.
    BODIES,
    CHAIN,
    CONSUMER,
    OCEAN,
    PREFIX,
    PROVIDER,
    SERVER,
    STRANGER,
    cached,
    invalid,
    order_text,
    raises,
    refused,
    same,
)
from ocean_lib.data_provider.data_service_provider import DataServiceProvider
from ocean_lib.exceptions import DataProviderException
from ocean_lib.models.compute_input import ComputeInput
from ocean_lib.ocean.util import create_checksum
from ocean_lib.structures.algorithm_metadata import AlgorithmMetadata
from ocean_py_compute_client import (
    DIGEST,
    SCRIPT,
    SENT_CONTAINER,
    WORKER,
    balance,
    calls,
    changed_script,
    cost,
    exchange,
    fee_facts,
    fetch,
    finish,
    in_seconds,
    must_be_sent,
    must_be_signed,
    not_quoted,
    not_started,
    pay,
    provide_tokens,
    publish_algorithm,
    publish_for_jobs,
    quote,
    sent_algorithm,
    started,
    update,
)
from tally import Tally

TALLY = Tally()


def check(name):
    return lambda run: TALLY.check(name, run)


# Publish and trust.

ALGORITHM = check("publish an algorithm, and be indexed through decrypt")(lambda: publish_algorithm("Mean"))
OTHER = check("publish an algorithm that nobody trusts")(lambda: publish_algorithm("Copy"))
NEW = check("publish a dataset for jobs")(lambda: publish_for_jobs("Levels"))
CODE = ComputeInput(ALGORITHM, ALGORITHM.services[0])
OTHER_CODE = ComputeInput(OTHER, OTHER.services[0])
IN_TEN_MINUTES = in_seconds(600)


@check("the environments, and the free one")
def environments():
    found = OCEAN.compute.get_c2d_environments(PROVIDER, CHAIN)
    facts = [(each["id"], each["priceMin"], each["feeToken"], each["consumerAddress"]) for each in found]
    expected = [("env-free", "0"), ("env-paid", "2.3")]
    same(facts, [(*each, OCEAN.OCEAN_address, WORKER.address) for each in expected])
    same(OCEAN.compute.get_free_c2d_environment(PROVIDER, CHAIN), found[0])
    return found


FREE, PAID = environments


@check("the empty lists that ocean.py writes let nobody run")
def _():
    dataset = ComputeInput(NEW, NEW.services[1])
    not_quoted({"dataset": "not_trusted_algo"}, FREE, IN_TEN_MINUTES, [dataset], CODE)


@check("add_publisher_trusted_algorithm, by the checksums of fileinfo, and publish it")
def LEVELS():
    (entry,) = NEW.services[1].add_publisher_trusted_algorithm(ALGORITHM)
    files = create_checksum(requests.get(SCRIPT).text)
    container = create_checksum("python $ALGO" + DIGEST)
    expected = {"did": ALGORITHM.did, "filesChecksum": files, "containerSectionChecksum": container}
    same(entry, expected)
    updated = update(NEW)
    same(updated.services[1].get_trusted_algorithms(), [expected])
    return updated


LEVELS_SERVICE, ALGORITHM_SERVICE = (LEVELS, LEVELS.services[1]), (ALGORITHM, ALGORITHM.services[0])


def levels(**more):
    return ComputeInput(*LEVELS_SERVICE, **more)


# Where nothing costs anything.

DATA = levels(userdata={"river": "Lea"})


@check("initializeCompute quotes fees of nothing")
def _():
    quoted = quote(FREE, IN_TEN_MINUTES, [DATA], CODE)
    same(sorted(quoted), ["algorithm", "datasets"])
    for item, asset in ((quoted["datasets"][0], DATA), (quoted["algorithm"], CODE)):
        same(item["datatoken"], asset.service.datatoken)
        fee = item["providerFee"]
        same((fee["providerFeeAddress"], fee["providerFeeToken"]), (SERVER, OCEAN.OCEAN_address))
        facts = fee_facts(fee)
        found = tuple(facts[key] for key in ("amount", "environment", "dt", "id"))
        same(found, ("0", FREE["id"], asset.service.datatoken, asset.service_id))


@check("pay_for_compute_service: startOrder of both, for the account of the jobs")
def _():
    provide_tokens([DATA], CODE, 0)
    pay(FREE, IN_TEN_MINUTES, [DATA], CODE)
    assert DATA.transfer_tx_id and CODE.transfer_tx_id


@check("pay_for_compute_service keeps orders that are valid")
def _():
    orders = (DATA.transfer_tx_id, CODE.transfer_tx_id)
    quoted = pay(FREE, IN_TEN_MINUTES, [DATA], CODE)
    expected = {"datasets": [{"validOrder": orders[0]}], "algorithm": {"validOrder": orders[1]}}
    same(quoted, expected)
    same((DATA.transfer_tx_id, CODE.transfer_tx_id), orders)


@check("start: operator-service gets it once; `userdata` of the algorithm is read by nobody")
def first():
    custom = {"window": 7}
    # Providers ask for `algouserdata`, which ocean.py does not send.
    code = ComputeInput(*ALGORITHM_SERVICE, transfer_tx_id=CODE.transfer_tx_id, userdata={"unread": True})
    job, body = started(FREE, DATA, code, algorithm_algocustomdata=custom)
    same(json.loads(exchange("/compute").request.body)["algorithm"]["userdata"], {"unread": True})
    remote = {"txId": DATA.transfer_tx_id, "serviceId": DATA.service_id, "userdata": {"river": "Lea"}}
    inputs, algorithm = [(LEVELS.did, remote)], sent_algorithm(CODE, custom)
    maxtime, at = must_be_sent(body, FREE, IN_TEN_MINUTES, DATA.transfer_tx_id, inputs, algorithm)
    # The fee of a dataset counts for 90 s more, since blocks may be late: its order is the one that lasts.
    left = IN_TEN_MINUTES + 90 - at
    assert left <= maxtime <= left + 10, f"{maxtime}, not {left}"
    # Where the data is, nobody is told.
    assert "table.bin" not in body and "algorithm.py" not in body
    return job, exchange("/compute").request


JOB, REQUEST = first


@check("a captured start is refused, and operator-service does not hear of it")
def _():
    before, nonce = calls("POST"), json.loads(REQUEST.body)["nonce"]
    answer = requests.post(REQUEST.url, data=REQUEST.body, headers={"content-type": "application/json"})
    text = f"Invalid signature expected nonce ({nonce}) > current nonce ({nonce})."
    invalid(answer, "signature", text)
    same(len(calls("POST")), len(before))


@check("status, which ocean.py signs: everything, and the signature is spent")
def _():
    status = OCEAN.compute.status(*LEVELS_SERVICE, JOB, CONSUMER)
    same(
        {key: value for key, value in status.items() if key != "dateCreated"},
        {
            "agreementId": DATA.transfer_tx_id,
            "jobId": JOB,
            "owner": CONSUMER.address,
            "status": 1,
            "statusText": "Warming up",
            "dateFinished": None,
            "results": "",
            "stopreq": 0,
            "removed": 0,
            "algoDID": ALGORITHM.did,
            "inputDID": [LEVELS.did],
            "ok": True,
        },
    )
    answer = requests.put(exchange("/compute").url)
    invalid(answer, "signature", re.compile("^Invalid signature expected nonce"))


@check("the job downloads dataset and algorithm with the orders, who paid does not")
def _():
    same(fetch(DATA), BODIES[1])
    same(fetch(CODE), requests.get(SCRIPT).content)
    text = f"downloadEndpoint failed: {PREFIX}Service with index={DATA.service_id} is not an access service."
    raises(lambda: fetch(DATA, who=CONSUMER), DataProviderException, text)
    another = f"order is for environment `{FREE['id']}`, which is not the caller's"
    refusal = order_text(CODE.transfer_tx_id, another).pattern.removeprefix("^")
    text = re.compile(f"^downloadEndpoint failed: {refusal}")
    raises(lambda: fetch(CODE, who=CONSUMER), DataProviderException, text)


@check("the job gets no algorithm that was changed after it had been trusted")
def _():
    text = re.compile("The algorithm is not the one that was trusted when the job was started")
    with changed_script():
        raises(lambda: fetch(CODE), DataProviderException, text)


RESULTS = [
    ("output", "levels.csv", 'attachment; filename="levels.csv"', "mean\n1.5\n"),
    ("algorithmLog", "algorithm.log", "attachment;filename=algorithm.log", "done\n"),
    ("output", "more.csv", "attachment;filename=../more.csv", "more\n"),
]


@check("result, and compute_job_result_logs")
def _():
    finish(JOB, [dict(zip(("type", "name", "disposition", "content"), each)) for each in RESULTS])
    status = OCEAN.compute.status(*LEVELS_SERVICE, JOB, CONSUMER)
    same((status["status"], status["statusText"]), (70, "Job finished"))
    for index, (_, name, _, content) in enumerate(RESULTS):
        same(OCEAN.compute.result(*LEVELS_SERVICE, JOB, index, CONSUMER), content.encode())
        headers = exchange("/computeResult").headers
        same(headers["content-disposition"], f"attachment;filename={name}")
    outputs = OCEAN.compute.compute_job_result_logs(*LEVELS_SERVICE, JOB, CONSUMER)
    same(outputs, [b"mean\n1.5\n", b"more\n"])
    logs = OCEAN.compute.compute_job_result_logs(*LEVELS_SERVICE, JOB, CONSUMER, "algorithmLog")
    same(logs, [b"done\n"])


@check("a result that is not there, and another's")
def _():
    text = re.compile("The compute service has no such result for this consumer")
    for index, who in ((3, CONSUMER), (0, STRANGER)):
        raises(lambda: OCEAN.compute.result(*LEVELS_SERVICE, JOB, index, who), DataProviderException, text)


@check("stop, and delete, for which OceanCompute has no function")
def _():
    stop, delete = DataServiceProvider.stop_compute_job, DataServiceProvider.delete_compute_job
    for run, method, member in ((stop, "PUT", "stopreq"), (delete, "DELETE", "removed")):
        before = len(calls(method))
        job = run(LEVELS.did, JOB, LEVELS.services[1], CONSUMER)
        same((job["jobId"], job[member]), (JOB, 1))
        (call,) = calls(method)[before:]
        query = call["query"]
        must_be_signed(query.pop("providerSignature"), f"{CONSUMER.address}{JOB}{query.pop('nonce')}")
        owner, did = CONSUMER.address, LEVELS.did
        same(query, {"providerAddress": SERVER, "owner": owner, "jobId": JOB, "documentId": did})


@check("stop and delete of another's job change nothing")
def _():
    # The stand-in answers with no job, of which ocean.py takes the first.
    stop = lambda: OCEAN.compute.stop(*LEVELS_SERVICE, JOB, STRANGER)
    raises(stop, IndexError, "list index out of range")


# Where a minute costs 2.3.

PAYING, PAYING_CODE = levels(), ComputeInput(*ALGORITHM_SERVICE)


@check("pay_for_compute_service: a minute, on the first dataset alone, paid to the last unit")
def minute():
    until = in_seconds(60)
    offer = quote(PAID, until, [PAYING], PAYING_CODE)["datasets"][0]["providerFee"]
    provide_tokens([PAYING], PAYING_CODE, offer["providerFeeAmount"])
    before = balance()
    quoted = pay(PAID, until, [PAYING], PAYING_CODE)
    fee = quoted["datasets"][0]["providerFee"]
    facts = fee_facts(fee)
    same(facts["amount"], cost(facts["seconds"]))
    assert 50 <= facts["seconds"] <= 60, facts
    same(quoted["algorithm"]["providerFee"]["providerFeeAmount"], "0")
    same(str(before - balance()), facts["amount"])
    return fee


def paid_inputs():
    return [(LEVELS.did, {"txId": PAYING.transfer_tx_id, "serviceId": PAYING.service_id})]


@check("start for as long as it was paid, with more datasets, which ocean.py drops without a word")
def _():
    _, body = started(PAID, PAYING, PAYING_CODE, additional_datasets=[DATA])
    same(json.loads(exchange("/compute").request.body)["additionalInputs"], [])
    until, order, algorithm = minute["validUntil"], PAYING.transfer_tx_id, sent_algorithm(PAYING_CODE)
    maxtime, _ = must_be_sent(body, PAID, until, order, paid_inputs(), algorithm)
    same(maxtime, fee_facts(minute)["seconds"])


@check("pay_for_compute_service: reuseOrder with a fee for more time")
def _():
    until, orders = in_seconds(300), [PAYING.transfer_tx_id, PAYING_CODE.transfer_tx_id]
    offer = quote(PAID, until, [PAYING], PAYING_CODE)["datasets"][0]
    same(offer["validOrder"], orders[0])
    provide_tokens([PAYING], PAYING_CODE, offer["providerFee"]["providerFeeAmount"])
    before = balance()
    quoted = pay(PAID, until, [PAYING], PAYING_CODE)
    same([quoted["datasets"][0]["validOrder"], quoted["algorithm"]["validOrder"]], orders)
    assert PAYING.transfer_tx_id not in orders and PAYING_CODE.transfer_tx_id not in orders
    facts = fee_facts(quoted["datasets"][0]["providerFee"])
    same(facts["amount"], cost(facts["seconds"]))
    same(str(before - balance()), facts["amount"])
    _, body = started(PAID, PAYING, PAYING_CODE)
    order, algorithm = PAYING.transfer_tx_id, sent_algorithm(PAYING_CODE)
    maxtime, _ = must_be_sent(body, PAID, until, order, paid_inputs(), algorithm)
    same(maxtime, facts["seconds"])


# Refusals.

RAW = AlgorithmMetadata({"rawcode": "print(1)", "container": {**SENT_CONTAINER, "tag": "3.11"}})


@check("an algorithm that is not trusted")
def _():
    error = {"dataset": "not_trusted_algo"}
    not_quoted(error, FREE, IN_TEN_MINUTES, [DATA], OTHER_CODE)
    OTHER_CODE.transfer_tx_id = CODE.transfer_tx_id
    not_started(error, FREE, DATA, OTHER_CODE)


@check("code that nobody published")
def _():
    error = {"dataset": "no_raw_algo_allowed"}
    not_quoted(error, FREE, IN_TEN_MINUTES, [DATA], RAW)
    not_started(error, FREE, DATA, algorithm_meta=RAW)


@check("an algorithm whose file was changed")
def _():
    error = {"dataset": "algorithm_file_checksum_mismatch"}
    with changed_script():
        not_quoted(error, FREE, IN_TEN_MINUTES, [DATA], CODE)
        not_started(error, FREE, DATA, CODE)


@check("an algorithm with another image, in a document of the cache")
def _():
    lie = cached(ALGORITHM.did)
    truth = copy.deepcopy(lie)
    lie["metadata"]["algorithm"]["container"]["checksum"] = "sha256:" + "5b" * 32
    cached(ALGORITHM.did, lie)
    try:
        not_started({"dataset": "algorithm_container_checksum_mismatch"}, FREE, DATA, CODE)
    finally:
        cached(ALGORITHM.did, truth)


@check("no order, and one for another environment")
def _():
    unknown = "0x" + "ab" * 32
    error = {"dataset.serviceId": "order_invalid"}
    not_started(error, FREE, levels(transfer_tx_id=unknown), CODE)
    not_started(error, PAID, DATA, CODE)
    code = ComputeInput(*ALGORITHM_SERVICE, transfer_tx_id=unknown)
    not_started({"algorithm": "in_use_or_not_on_chain"}, FREE, DATA, code)
    text = {"dataset.transferTxId": ["The dataset.transferTxId field is required."]}
    not_started(text, FREE, levels(), CODE)


@check("a fee that was not paid")
def _():
    # It is due on the first of two datasets; the second is ordered with its fee of nothing.
    data, code = levels(), ComputeInput(*ALGORITHM_SERVICE)
    quoted = quote(PAID, in_seconds(60), [levels(), data], code)
    provide_tokens([data], code, 0)
    for item, answer in ((data, quoted["datasets"][1]), (code, quoted["algorithm"])):
        token = OCEAN.get_datatoken(answer["datatoken"])
        index = item.ddo.get_index_of_service(item.service)
        fees, tx = answer["providerFee"], {"from": CONSUMER}
        paid = token.start_order(WORKER.address, index, provider_fees=fees, tx_dict=tx)
        item.transfer_tx_id = paid.transactionHash.hex()
    not_started({"order": "fees_not_paid"}, PAID, data, code)


@check("an unknown environment, and a time that is over")
def _():
    unknown = {"id": "env-other"}
    not_quoted("Compute environment does not exist", unknown, IN_TEN_MINUTES, [DATA], CODE)
    not_quoted("The validUntil value is not correct.", FREE, in_seconds(-1), [DATA], CODE)
    not_started({"environment": "not_found"}, unknown, DATA, CODE)


# The last thing, since the dataset is another then.


@check("code that nobody published runs where the publisher lets it")
def _():
    values = LEVELS.services[1].compute_values
    trusted = values["publisherTrustedAlgorithms"]
    LEVELS.services[1].update_compute_values(trusted, [], True, allow_raw_algorithm=True)
    update(LEVELS)
    data = levels()
    provide_tokens([data], CODE, 0)
    pay(FREE, IN_TEN_MINUTES, [data], RAW)
    _, body = started(FREE, data, algorithm_meta=RAW)
    inputs = [(LEVELS.did, {"txId": data.transfer_tx_id, "serviceId": data.service_id})]
    # ocean.py's empty `url` is none.
    algorithm = {"id": "", "url": None, "rawcode": "print(1)", "container": SENT_CONTAINER}
    must_be_sent(body, FREE, IN_TEN_MINUTES, data.transfer_tx_id, inputs, algorithm)


print(f"{TALLY.passed} passed, {TALLY.failed} failed")
sys.exit(1 if TALLY.failed else 0)
