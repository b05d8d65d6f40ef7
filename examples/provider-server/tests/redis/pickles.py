"""Writes pickles.json: what Python's pickle makes of values, in every protocol.

    python3 pickles.py > pickles.json

`nonce` is what an import must keep; null where the value does not tell what was spent, or is none
of the kinds that a nonce can be. Nothing of this runs in a test: the bytes are data.
"""

import collections
import datetime
import decimal
import fractions
import json
import os
import pickle
import uuid


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/ocean-provider-unpickled",)


class Plain:
    pass


Point = collections.namedtuple("Point", "x")


def kept(value):
    """As the import says it: a number that is not whole is raised in the fifteenth digit."""
    if value is True or value is False:
        return str(int(value))
    number = decimal.Decimal(str(value))
    if number <= 0:
        return "0"
    if isinstance(value, float) or "." in str(value):
        # Floats are spelled without an exponent, and whole ones without a point.
        if isinstance(value, float) and value == int(value):
            number = decimal.Decimal(int(value))
        elif len(number.normalize().as_tuple().digits) <= 15:
            number += decimal.Decimal(1).scaleb(number.adjusted() - 14)
        step = decimal.Decimal(1).scaleb(-18)
        number = number.quantize(step, rounding=decimal.ROUND_CEILING)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


decimal.getcontext().prec = 60

NONCES = [
    "1", "7", "1795217593713", "1795217593713.51", "9" * 38, "007",
    0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31, 2**32, 2**53 + 1,
    1795217593713, 2**63 - 1, 2**63, 2**64, 10**38 - 1, -(10**30),
    0.5, 1.0, 1644315615.24195, 1795217593713.512, 123456789012345680.0, -2.5, 0.0,
    True, False,
]
NOT_NONCES = [
    "", "abc", "NaN", "Infinity", "0x10", "1\n2", "1\\2", "5\u0661", "\u0661", "\ud800", "x" * 300, "x" * 2000,
    float("nan"), float("inf"), float("-inf"), 10**38, 2**127, 2**2048,
    None, b"5", bytearray(b"5"), [], ["5"], ("5",), (), {"a": "5"}, {5}, frozenset([5]), 5j,
    decimal.Decimal("5"), fractions.Fraction(5), datetime.date(2024, 1, 1), uuid.UUID(int=5),
    Ellipsis, int, print, os.system, Plain, Plain(), Point("5"), collections.OrderedDict(a=1),
    Evil(), [Evil()], {"5": Evil()},
]


def rows():
    for protocol in range(6):
        for group, is_nonce in ((NONCES, True), (NOT_NONCES, False)):
            for value in group:
                try:
                    data = pickle.dumps(value, protocol)
                except UnicodeEncodeError:
                    continue
                yield {
                    "value": type(value).__name__ + " " + ascii(value).split(" object at ")[0][:60],
                    "protocol": protocol,
                    "pickle": data.hex(),
                    "nonce": kept(value) if is_nonce else None,
                }


print("[\n" + ",\n".join(json.dumps(row) for row in rows()) + "\n]")
