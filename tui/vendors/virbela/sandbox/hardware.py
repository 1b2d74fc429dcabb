"""What people's machines say about themselves when they sign in."""

from __future__ import annotations

import random
from typing import Final

__all__ = ["hardware_of"]

# os | processor | gfx | ram | device
_MACHINES: Final = (
    "Windows 10 (10.0.19044) 64bit|Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz|NVIDIA GeForce RTX 2060"
    "|16262|OMEN by HP Laptop 15-dh0xxx (HP)",
    "Windows 10 (10.0.19045) 64bit|Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz|Intel(R) UHD Graphics 620"
    "|8066|Latitude 7490 (Dell Inc.)",
    "Windows 11 (10.0.22631) 64bit|12th Gen Intel(R) Core(TM) i7-1260P|Intel(R) Iris(R) Xe Graphics"
    "|16078|21CB00APMX (LENOVO)",
    "Windows 11 (10.0.26100) 64bit|AMD Ryzen 7 7840U w/ Radeon 780M Graphics|AMD Radeon(TM) 780M"
    "|31950|HP EliteBook 845 14 inch G10 (HP)",
    "Windows 11 (10.0.22631) 64bit|AMD Ryzen 5 5600X 6-Core Processor|NVIDIA GeForce RTX 3060"
    "|32693|MS-7C91 (Micro-Star International Co., Ltd.)",
    "Windows 11 (10.0.22631) 64bit|13th Gen Intel(R) Core(TM) i5-1345U|Intel(R) Iris(R) Xe Graphics"
    "|15988|Surface Laptop 5 (Microsoft Corporation)",
    "Windows 7 Service Pack 1 (6.1.7601) 64bit|Intel(R) Core(TM)2 Duo CPU E8400 @ 3.00GHz|Intel(R) Q45"
    "|4021|HP Compaq dc7900 (Hewlett-Packard)",
    "Mac OS X 10.16.0|Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz|AMD Radeon Pro 5300M|32768|MacBookPro16,1",
    "Mac OS X 13.6.0|Apple M1|Apple M1|16384|MacBookPro17,1",
    "Mac OS X 14.4.1|Apple M2 Pro|Apple M2 Pro|16384|Mac14,9",
    "Mac OS X 15.1.0|Apple M3|Apple M3|24576|Mac15,12",
    "Mac OS X 14.6.1|Apple M1|Apple M1|8192|MacBookAir10,1",
    "Linux 6.8 Ubuntu 24.04 64bit|AMD Ryzen 9 7950X 16-Core Processor|NVIDIA GeForce RTX 4070"
    "|64203|System Product Name (ASUS)",
    "Android OS 13 / API-33|ARM64 FP ASIMD AES|Mali-G78|7561|samsung SM-G991B",
    "iOS 17.5.1|arm64e|Apple A15 GPU|5681|iPhone14,5",
)

_KEYS: Final = ("os", "processor", "gfx", "ram", "device")
_OPTIONS: Final = tuple(dict(zip(_KEYS, line.split("|"), strict=True)) for line in _MACHINES)


def hardware_of(dice: random.Random) -> dict[str, str]:
    """Draw a machine; one in twenty does not say what device it is."""
    machine = dict(dice.choice(_OPTIONS))
    if dice.random() < 0.05:
        del machine["device"]
    return {**machine, "hardwareId": f"{dice.getrandbits(128):032x}"}
