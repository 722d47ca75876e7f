"""Water bills of a city, seeded: nested as a billing system has them, and flat for an engine without groups.

No two rounds of a benchmark see the same bill, so what is remembered helps as it would in a month of billing.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from .accounts import Facts

AS_OF = date(2028, 9, 1)
FIRST_START, LAST_START = date(2024, 7, 1), date(2028, 6, 30)
SIZES = ("5/8-3/4", "1", "1-1/2", "2", "3", "4", "6", "8", "10")
USE = {"single_family": 18, "multi_family": 60, "commercial": 400}
"""Billing units of an ordinary month."""
PREMISES = {"single_family": "single_family_detached", "multi_family": "apartment", "commercial": "mercantile"}
LEVEL_OF_STAGE = {0: "none", 1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4}


def drawn_bills(count: int, seed: int) -> list[Facts]:
    """Bills of one and two months, one of ten for an irregular period; one of nine lies across a change of rates.

    Five of six are of a single family. In one of five a drought adjusts the charges.
    """
    random = Random(seed)
    return [_bill(random, number) for number in range(count)]


def _bill(random: Random, number: int) -> Facts:
    category = random.choices(list(USE), (25, 3, 2))[0]
    weights = (0, 0, 4, 6, 3, 2, 1, 1, 1) if category == "commercial" else (8, 4, 1, 1, 0, 0, 0, 0, 0)
    kind = random.choices(("monthly", "bimonthly", "irregular"), (5, 4, 1))[0]
    days = {"monthly": random.randint(28, 33), "bimonthly": random.randint(58, 63)}.get(kind, random.randint(3, 75))
    start = FIRST_START + timedelta(random.randrange((LAST_START - FIRST_START).days))
    stage = random.choice((1, 2, 3, 4, 5, 6)) if random.random() < 0.2 else 0
    return {
        "account": {"id": f"W-{number}", "first_bill": random.random() < 0.05},
        "service": {
            "category": category,
            "meter_size": random.choices(SIZES, weights)[0],
            "dwelling_units": random.randint(2, 24) if category == "multi_family" else 1,
        },
        "usage": {"hcf": round(random.triangular(0, 3, 0.9) * USE[category] * days / 30)},
        "period": {"start": start.isoformat(), "end": (start + timedelta(days - 1)).isoformat(), "kind": kind},
        "drought": {
            "stage": stage,
            "level": LEVEL_OF_STAGE[stage],
            "declared": stage > 0,
            "determined": stage > 0,
            "approved": stage > 0,
        },
        "premises": {"kind": PREMISES[category]},
    }


def flat_bill(bill: Facts) -> Facts:
    """What an engine with flat facts needs of a bill."""
    drought = bill["drought"]
    return {
        "category": bill["service"]["category"],
        "meter_size": bill["service"]["meter_size"],
        "dwellings": bill["service"]["dwelling_units"] if bill["service"]["category"] == "multi_family" else 1,
        "hcf": bill["usage"]["hcf"],
        **bill["period"],
        "stage": drought["stage"],
        "adjusted": drought["declared"] and drought["determined"] and drought["approved"] and drought["stage"] != 0,
    }
