"""One {credentials, consumer} a line in, one verdict a line out, from ocean.py's own DDO class.

The credentials come as JSON text. Calls what its is_consumable calls: requires_address_credential, then validate_access.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from ocean_lib.agreements.consumable import ConsumableCodes  # noqa: E402
from ocean_lib.assets.ddo import DDO  # noqa: E402

NAMES = {
    ConsumableCodes.OK: "OK",
    ConsumableCodes.CREDENTIAL_NOT_IN_ALLOW_LIST: "CREDENTIAL_NOT_IN_ALLOW_LIST",
    ConsumableCodes.CREDENTIAL_IN_DENY_LIST: "CREDENTIAL_IN_DENY_LIST",
}


def answer(case):
    try:
        credentials = json.loads(case["credentials"])
        ddo = DDO.from_dict({"id": "did:op:0", "credentials": credentials})
        if not ddo.requires_address_credential:
            return {"verdict": "OK"}
        code = ddo.validate_access({"type": "address", "value": case["consumer"]})
    except Exception as error:
        return {"raises": f"{type(error).__name__}: {error}"}
    return {"verdict": NAMES[code]}


for line in sys.stdin.buffer:
    sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
