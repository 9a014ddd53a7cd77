"""What the company sells and repairs, and which trade has which machine."""

from dataclasses import dataclass
from typing import Final

KITCHEN: Final = "kitchen"
LAUNDRY: Final = "laundry"


@dataclass(frozen=True)
class Machine:
    """`troubles` follow the machine's name: "the ice machine" + "makes no ice"."""

    name: str
    area: str
    parts: tuple[str, ...]
    troubles: tuple[str, ...]


def _machine(area: str, name: str, parts: str, troubles: str) -> Machine:
    return Machine(name, area, tuple(parts.split(", ")), tuple(troubles.split(", ")))


_ALL: Final = (
    _machine(
        KITCHEN,
        "combi oven",
        "door seal, fan motor, steam generator, control board",
        "stops at 140 degrees, shows error E12 and shuts down, lets steam out of the door",
    ),
    _machine(
        KITCHEN,
        "hood dishwasher",
        "rinse arm, drain pump, heating element, detergent pump",
        "leaves a white film on the glasses, does not drain, rinses cold",
    ),
    _machine(
        KITCHEN,
        "glass washer",
        "rinse arm, door spring, dosing pump",
        "leaves lipstick on every third glass, leaks at the front, stops in mid-cycle",
    ),
    _machine(
        KITCHEN,
        "ice machine",
        "water valve, compressor, float switch",
        "makes no ice, drips onto the floor, freezes up overnight",
    ),
    _machine(
        KITCHEN,
        "upright fridge",
        "compressor, door heater, thermostat, evaporator fan",
        "does not get below nine degrees, ices up at the back wall, sounds the alarm every night",
    ),
    _machine(
        KITCHEN,
        "blast chiller",
        "core probe, evaporator fan, door seal",
        "takes three hours instead of one, shows a probe error, ices up",
    ),
    _machine(
        KITCHEN,
        "induction range",
        "coil, cooling fan, control board",
        "loses the front left zone after ten minutes, trips the fuse, switches itself off",
    ),
    _machine(
        KITCHEN,
        "deep fryer",
        "thermostat, basket lift, drain tap",
        "overshoots by twenty degrees, does not light, drips oil from the tap",
    ),
    _machine(
        KITCHEN,
        "tilting pan",
        "tilt motor, lid hinge, heating element",
        "stays tilted halfway, heats on one side only, does not lock the lid",
    ),
    _machine(
        KITCHEN,
        "coffee machine",
        "brew group, grinder motor, milk pump",
        "brews lukewarm, grinds far too coarse, does not froth milk",
    ),
    _machine(
        KITCHEN,
        "pizza oven",
        "stone plate, burner, door spring",
        "burns the left side, does not reach 300 degrees, goes out when the door opens",
    ),
    _machine(
        KITCHEN,
        "salamander grill",
        "heating element, lift spring, thermostat",
        "heats only at the back, does not stay up, trips the fuse",
    ),
    _machine(
        KITCHEN,
        "food trolley",
        "heating plate, castor set, door latch",
        "does not keep the lower trays warm, pulls to the left, does not latch",
    ),
    _machine(
        KITCHEN,
        "deck oven",
        "steam valve, door glass, heating element",
        "gives no steam on the top deck, bakes pale at the back, trips the breaker at four in the morning",
    ),
    _machine(
        KITCHEN,
        "dough mixer",
        "drive belt, gearbox, bowl guard switch",
        "slips under load, smells of burnt rubber, stops in second gear",
    ),
    _machine(
        KITCHEN,
        "proofing cabinet",
        "humidifier, thermostat, door seal",
        "dries out the dough, stays at 22 degrees, fogs up and drips",
    ),
    _machine(
        KITCHEN,
        "tray washer",
        "wash pump, rinse arm, conveyor chain",
        "leaves grease on the trays, jams at the entry, does not heat up",
    ),
    _machine(
        KITCHEN,
        "bowl cutter",
        "blade shaft, lid switch, brake",
        "does not stop in time, hums and does not start, vibrates at high speed",
    ),
    _machine(
        KITCHEN,
        "vacuum packer",
        "vacuum pump, sealing bar, lid seal",
        "leaves air in every second bag, does not seal, stops at 60 per cent",
    ),
    _machine(
        KITCHEN,
        "keg cooler",
        "compressor, python pump, thermostat",
        "pours at eleven degrees, foams over, hums and does not start",
    ),
    _machine(
        LAUNDRY,
        "washer-extractor",
        "door lock, drain valve, bearing set",
        "does not spin, walks across the floor, does not unlock after the cycle",
    ),
    _machine(
        LAUNDRY,
        "barrier washer",
        "door lock, dosing pump, inverter",
        "stops before the disinfection step, does not open on the clean side, leaks at the seal",
    ),
    _machine(
        LAUNDRY,
        "tumble dryer",
        "drum belt, gas burner, lint filter, moisture sensor",
        "takes two hours for one load, squeals, does not heat",
    ),
    _machine(
        LAUNDRY,
        "flatwork ironer",
        "roller cover, guide tape set, gap sensor",
        "creases every tablecloth, scorches the edges, stops at the safety bar for no reason",
    ),
    _machine(
        LAUNDRY,
        "coin washer",
        "coin box, door lock, drain pump",
        "takes the coins and does not start, leaves the laundry soaking, shows error F05",
    ),
)
_BY_NAME: Final = {machine.name: machine for machine in _ALL}


def _named(names: str) -> tuple[Machine, ...]:
    return tuple(_BY_NAME[name] for name in names.split(", "))


MACHINES: Final = {
    "hotel": _named(
        "combi oven, hood dishwasher, glass washer, ice machine, upright fridge, coffee machine, induction range, "
        "washer-extractor, tumble dryer, flatwork ironer"
    ),
    "restaurant": _named(
        "combi oven, hood dishwasher, glass washer, ice machine, upright fridge, induction range, deep fryer, "
        "pizza oven, salamander grill, coffee machine"
    ),
    "clinic": _named(
        "combi oven, tray washer, blast chiller, food trolley, upright fridge, barrier washer, tumble dryer, "
        "flatwork ironer"
    ),
    "care home": _named(
        "combi oven, hood dishwasher, food trolley, tilting pan, barrier washer, tumble dryer"
    ),
    "school": _named(
        "combi oven, hood dishwasher, tilting pan, food trolley, upright fridge, salamander grill"
    ),
    "canteen": _named(
        "combi oven, tray washer, blast chiller, tilting pan, deep fryer, salamander grill, coffee machine"
    ),
    "bakery": _named("deck oven, dough mixer, proofing cabinet, tray washer, upright fridge, coffee machine"),
    "butcher": _named("upright fridge, bowl cutter, vacuum packer, tray washer, blast chiller"),
    "laundry": _named("washer-extractor, tumble dryer, flatwork ironer, coin washer"),
    "brewery": _named("keg cooler, glass washer, deep fryer, ice machine"),
    "leisure": _named("deep fryer, hood dishwasher, coffee machine, ice machine, coin washer, tumble dryer"),
}
