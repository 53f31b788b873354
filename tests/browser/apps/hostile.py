"""Frames whose every text tries to break out of the map, on a small Haiti of two departments and four communes."""

from __future__ import annotations

import pandas as pd
import shapely

# Each sets window.hit where it executes; each must be read back letter by letter.
NAMES = [
    '<img src=x onerror="parent.hit=1;window.hit=1">',
    "`);window.hit=1;(`",
    "${window.hit=1}",
    "{{ 7*7 }}{% raw %}",
    "\"'-window.hit=1-'\"",
    "</script><script>window.hit=1</script>",
    '\\"};window.hit=1;//\\u003cimg\\x3c',
    "مخيم النازحين \u202eabc",
    "Fò Zobo & « Sité Ètènèl » ç ñ œ",
    "_feature_group_0 map_div alert(coords);",
    "&lt;b&gt;déjà échappé&lt;/b&gt; &amp;#39;",
    "<svg/onload=window.hit=1>",
    "javascript:window.hit=1",
    "N" * 300,
]


def boundaries() -> pd.DataFrame:
    """Two departments of two communes each, on the southern peninsula."""
    cells = [
        ("HT0711", "HT07", shapely.box(-74.2, 18.1, -73.8, 18.6)),
        ("HT0712", "HT07", shapely.box(-73.8, 18.1, -73.4, 18.6)),
        ("HT0111", "HT01", shapely.box(-72.8, 18.3, -72.3, 18.8)),
        ("HT0112", "HT01", shapely.box(-72.3, 18.3, -71.9, 18.8)),
    ]
    communes = [(code, parent, "adm2", NAMES[i], shape) for i, (code, parent, shape) in enumerate(cells)]
    departments = [
        ("HT07", "HT", "adm1", NAMES[0], shapely.union_all([cells[0][2], cells[1][2]])),
        ("HT01", "HT", "adm1", "Ouest", shapely.union_all([cells[2][2], cells[3][2]])),
    ]
    names = ["adm_pcode", "parent_pcode", "adm_level", "name_fr", "geometry"]
    return pd.DataFrame([*departments, *communes], columns=names)


def sites() -> pd.DataFrame:
    """One site a hostile name, far enough apart to stand alone at zoom 12, and ten in one place."""
    alone = pd.DataFrame({
        "site_id": [f"S{i}{name[:20]}" for i, name in enumerate(NAMES)], "name": NAMES,
        "latitude": [18.35 + 0.11 * (i // 4) for i in range(len(NAMES))],
        "longitude": [-72.75 + 0.13 * (i % 4) for i in range(len(NAMES))],
        "adm2_name": NAMES[::-1], "individuals": [float(40 * 2**i) if i % 3 else float("nan") for i in range(len(NAMES))],
        "assessed_on": ["2023-08-14"] * len(NAMES),
        "status": (["met", "short", "not_assessed", "not_applicable"] * 4)[: len(NAMES)],
    })  # fmt: skip
    crowd = (
        alone.head(1)
        .loc[[0] * 10]
        .assign(
            site_id=[f"C{i}" for i in range(10)], name="Cité serrée", latitude=18.5, longitude=-74.0, individuals=1200.0
        )
    )
    return pd.concat([alone, crowd], ignore_index=True)


def shelters() -> pd.DataFrame:
    """Shelters of every state."""
    return pd.DataFrame({
        "shelter_id": list("abcd"), "name": NAMES[:4], "adm2_name": "Les Cayes", "capacity_persons": [100, 250, None, 40],
        "latitude": [18.2, 18.3, 18.4, 18.5], "longitude": [-73.6, -73.55, -73.6, -73.5],
        "structure_status": ["good", "poor", None, "fair"], "occupied_by_idps": [False, False, None, True],
        "observed_on": "2023-06-01",
    })  # fmt: skip


def warehouses() -> pd.DataFrame:
    """Two warehouses."""
    return pd.DataFrame({
        "warehouse_id": ["W1", "W`2"], "name": NAMES[4:6], "adm2_name": NAMES[2], "operator": NAMES[6],
        "latitude": [18.55, 18.2], "longitude": [-73.9, -72.0],
    })  # fmt: skip


def zones() -> pd.DataFrame:
    """Flood of two classes, a restricted commune, and a hazard that nobody knows."""
    return pd.DataFrame({
        "zone_id": ["z1", "z2", "z3", "z4"], "hazard": ["flood", "flood", "access", NAMES[0]],
        "hazard_class": ["low", "very_high", "restricted", NAMES[1]], "name": [NAMES[2], None, NAMES[5], NAMES[6]],
        "source": NAMES[3],
        "geometry": [
            shapely.Point(-73.5, 18.35).buffer(0.15), shapely.Point(-73.5, 18.35).buffer(0.07),
            shapely.box(-72.3, 18.3, -71.9, 18.8), shapely.Point(-72.1, 18.3).buffer(0.1),
        ],
    })  # fmt: skip


def ways() -> pd.DataFrame:
    """One way of each status, and one whose end is nowhere."""
    return pd.DataFrame({
        "way_id": ["r1", "r2", "r3", "r4"], "route": [NAMES[1], "RN2", "RN2", "RN7"],
        "way_class": ["national", "departmental", "sea", "national"],
        "from_pcode": ["HT0711", "HT0712", "HT0111", "HT0711"], "to_pcode": ["HT0712", "HT0111", "HT0112", "HT9999"],
        "length_km": [42.0, 110.5, None, 1.0], "status": ["open", "closed", "restricted", "open"], "reason": NAMES[5],
    })  # fmt: skip


def points() -> pd.DataFrame:
    """Where the communes' ways meet."""
    return pd.DataFrame({
        "adm2_pcode": ["HT0711", "HT0712", "HT0111", "HT0112"], "adm2_name": NAMES[:4],
        "latitude": [18.4, 18.35, 18.55, 18.5], "longitude": [-74.05, -73.6, -72.5, -72.05],
    })  # fmt: skip


def coverage() -> pd.DataFrame:
    """Two communes with a value, one of them barely assessed, and one without."""
    return pd.DataFrame({
        "place": ["HT0711", "HT0712", "HT0111"], "name": NAMES[:3], "coverage_low": [0.15, 0.85, None],
        "coverage_share": [0.5, 0.9, None], "coverage_high": [0.9, 0.95, None], "assessed_share": [0.3, 0.9, 0.0],
        "people_total": [12345, 800, 0],
    })  # fmt: skip
