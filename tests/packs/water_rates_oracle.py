"""The water-rates pack once more, in plain Python: written from the contract and the ordinance, never from the rules.

Only for accounts of which everything is known. `decide` answers one question as `(outcome, values)`; values are plain
data as JSON has them, and a value that is absent is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

Facts = dict[str, object]
Answer = tuple[str, dict[str, object]]

FIRST_OF_JULY = [date(year, 7, 1) for year in range(2024, 2029)]


def table(text: str) -> dict[str, list[Fraction]]:
    """A name and the prices from each first of July, a line each."""
    return {name: [Fraction(price) for price in prices] for name, *prices in map(str.split, text.strip().splitlines())}


FIXED = table("""
    5/8-3/4     38.62    43.25    47.15    50.92    54.48
    1           60.19    67.41    73.48    79.36    84.91
    1-1/2      114.11   127.81   139.31   150.45   160.98
    2          178.82   200.28   218.31   235.77   252.27
    3          475.40   532.45   580.37   626.80   670.68
    4          815.13   912.94   995.11  1074.72  1149.95
    6         1731.84  1939.66  2114.23  2283.37  2443.20
    8         3026.02  3389.14  3694.16  3989.70  4268.97
    10        4535.90  5080.20  5537.42  5980.41  6399.04
""")
VARIABLE = table("""
    single_family/1  2.24818  2.51796  2.74458  2.96414  3.17163
    single_family/2  5.92680  6.63802  7.23544  7.81428  8.36128
    single_family/3  6.44550  7.21896  7.86867  8.49816  9.09303
    multi_family/1   2.24209  2.51114  2.73714  2.95611  3.16304
    multi_family/2   5.87186  6.57648  7.16836  7.74183  8.28376
    multi_family/3   6.24448  6.99382  7.62327  8.23313  8.80945
    small/1          2.21109  2.47642  2.69930  2.91524  3.11931
    small/2          5.84411  6.54540  7.13448  7.70524  8.24461
    small/3          6.19440  6.93773  7.56212  8.16709  8.73879
    medium/1         2.25510  2.52571  2.75303  2.97327  3.18140
    medium/2         5.88262  6.58853  7.18150  7.75602  8.29894
    medium/3         6.36652  7.13050  7.77224  8.39402  8.98160
    large/1          2.27128  2.54383  2.77278  2.99460  3.20422
    large/2          5.94146  6.65444  7.25333  7.83360  8.38195
    large/3          6.55430  7.34082  8.00149  8.64161  9.24652
""")
FIRE = table("""
    4           31.12    34.86    37.99    41.03    43.91
    6           90.40   101.25   110.37   119.20   127.54
    8          192.66   215.77   235.19   254.01   271.79
    10         346.46   388.04   422.96   456.80   488.77
    12         559.63   626.79   683.20   737.85   789.50
    16        1192.59  1335.70  1455.91  1572.38  1682.45
""")
BOUNDS = {
    "single_family": (7, 29),
    "multi_family": (5, 10),
    "small": (8, 43),
    "medium": (52, 265),
    "large": (850, 5050),
}
SIZES = {"small": ("5/8-3/4", "1"), "medium": ("1-1/2", "2", "3", "4"), "large": ("6", "8", "10")}
PERCENT = {1: (0, 11, 17), 2: (0, 29, 51), 3: (10, 52, 77), 4: (35, 89, 127), 5: (58, 152, 175), 6: (125, 178, 225)}
DWELLINGS = {"apartment", "condominium", "town_house", "work_live_residential"}
BUSINESSES = {
    *("mercantile", "motel", "short_term_lodging", "office", "institutional", "school", "church", "manufacturing"),
    *("industrial", "other_commercial", "work_live_business"),
}
BY_THE_TABLES = {"municipal_domestic", "park", "power_plant", "municipal_street", "hydrant_permit"}
RATES_ONLY = {"park", "power_plant", "municipal_street"}


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded to so many decimals, half away from zero; no amount here is negative."""
    scaled = value * 10**places
    return Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**places)


def shown(value: Fraction, least: int, most: int) -> str:
    rounded = half_up(value, most)
    digits = f"{int(rounded * 10**most):0{most + 1}d}"
    whole, decimals = digits[:-most], digits[-most:].rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole


def price_on(prices: list[Fraction], day: date) -> Fraction:
    return [price for start, price in zip(FIRST_OF_JULY, prices, strict=True) if start <= day][-1]


@dataclass(frozen=True)
class Oracle:
    readings: dict[str, str] = field(default_factory=dict)

    def decide(self, decision: str, facts: Facts) -> Answer:
        answer: Callable[[], Answer] = getattr(Case(facts, self.readings), decision.replace("-", "_"))
        return answer()


@dataclass(frozen=True)
class Case:
    facts: Facts
    readings: dict[str, str]

    def __getitem__(self, name: str):
        return self.facts[name]

    def reads(self, name: str, choice: str) -> bool:
        return self.readings.get(name) == choice

    # the period

    @property
    def days(self) -> list[date]:
        length = (self["period.end"] - self["period.start"]).days + 1
        return [self["period.start"] + timedelta(passed) for passed in range(length)]

    @property
    def months(self) -> Fraction:
        kind = self["period.kind"]
        return {"monthly": Fraction(1), "bimonthly": Fraction(2)}.get(kind, Fraction(len(self.days), 30))

    def price(self, prices: list[Fraction]) -> Fraction:
        if self.reads("period-across-rate-change", "by-period-end"):
            return price_on(prices, self["period.end"])
        return sum((price_on(prices, day) for day in self.days), Fraction(0)) / len(self.days)

    # the bill

    @property
    def rate_class(self) -> str:
        if self["service.category"] != "commercial":
            return self["service.category"]
        return next(name for name, sizes in SIZES.items() if self["service.meter_size"] in sizes)

    @property
    def fixed(self) -> Fraction:
        if self.reads("municipal-fixed-charge", "rates-only") and self["premises.kind"] in RATES_ONLY:
            return Fraction(0)
        return self.price(FIXED[self["service.meter_size"]]) * self.months

    @property
    def units(self) -> list[Fraction]:
        """The units in each tier, filled one after the other."""
        dwellings = self["service.dwelling_units"] if self["service.category"] == "multi_family" else 1
        left, below, found = Fraction(self["usage.hcf"]), Fraction(0), []
        for monthly in BOUNDS[self.rate_class]:
            bound = monthly * dwellings * self.months
            if not self.reads("prorated-bounds", "exact"):
                bound = half_up(bound, 0)
            found.append(min(left, bound - below))
            left, below = left - found[-1], bound
        return [*found, left]

    @property
    def percent(self) -> tuple[int, ...]:
        needed = ("drought.declared", "drought.determined", "drought.approved", "drought.stage")
        return PERCENT[self["drought.stage"]] if all(self[name] for name in needed) else (0, 0, 0)

    def water_bill(self) -> Answer:
        by_line = self.reads("bill-rounding", "lines")
        line = (lambda amount: half_up(amount, 2)) if by_line else (lambda amount: amount)
        rates = [self.price(VARIABLE[f"{self.rate_class}/{tier}"]) for tier in (1, 2, 3)]
        variable = [units * rate for units, rate in zip(self.units, rates, strict=True)]
        amounts = [line(amount) for amount in variable]
        drought = line(sum((a * p / 100 for a, p in zip(variable, self.percent, strict=True)), Fraction(0)))
        fixed = line(self.fixed)
        return "computed", {
            "fixed_charge": shown(fixed, 2, 5),
            "tiers": [
                {"tier": tier, "units": units, "rate": shown(rate, 5, 5), "amount": shown(amount, 5, 5)}
                for tier, units, rate, amount in zip(
                    (1, 2, 3), map(plain_units, self.units), rates, amounts, strict=True
                )
            ],
            "drought_adjustment": shown(drought, 2, 5),
            "total": shown(half_up(fixed + sum(amounts) + drought, 2), 2, 2),
            "gallons": self["usage.hcf"] * 748,
        }

    def drought_adjustment(self) -> Answer:
        needed = ("drought.declared", "drought.determined", "drought.approved", "drought.stage")
        if not all(self[name] for name in needed):
            return "does_not_apply", {}
        rows = [{"tier": tier, "percent": percent} for tier, percent in enumerate(self.percent, start=1)]
        return "applies", {"percent": rows}

    # the other decisions

    def customer_classification(self) -> Answer:
        kind, shared = self["premises.kind"], self["premises.meter"] == "shared"
        if kind == "single_family_detached" and (not shared or self["premises.accessory_dwelling_unit"]):
            return "single_family", {}
        if kind in DWELLINGS and shared and self["service.dwelling_units"] > 1:
            return "multi_family", {}
        if kind in BUSINESSES | BY_THE_TABLES:
            return "commercial", {}
        return self["premises.assigned_class"], {}

    def private_fire_charge(self) -> Answer:
        if self["fire_service.other_use_found"]:
            return "computed", {}
        size = self["fire_service.size"]
        price = self.price(FIRE[size if size in FIRE else self["fire_service.charged_as"]])
        return "computed", {"monthly_charge": shown(half_up(price, 2), 2, 2)}

    def fire_service_installation(self) -> Answer:
        size = self["fire_service.size"]
        small = self["fire_service.under_four_inches"] if size == "5" else size not in FIRE
        return "prohibited" if small else "allowed", {}

    def fire_service_termination(self) -> Answer:
        return "allowed" if self["fire_service.marshal_approval"] else "prohibited", {}

    def water_turn_off(self) -> Answer:
        residential = self["service.category"] != "commercial"
        shielded = residential and self["residential_shutoff"] == "prohibited"
        return "prohibited" if shielded else "permitted", {}


def plain_units(units: Fraction) -> int | str:
    """Whole units as a number; what has a fraction to at most five decimals."""
    return int(units) if units.denominator == 1 else shown(units, 0, 5)
