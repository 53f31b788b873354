"""An invented emergency in the department of Sud and Grand'Anse: eight communes, of which three never reported.

Les Cayes reported twice, the second time with fewer injured than before (12, then 9); Port-Salut tells no deaths.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.figures.report.situation import Report, Written
from geo import frames
from geo.alerts import activations_at, alerts_at, worst_by_department
from geo.impact_changes import compared
from geo.impacts import impacts_by_place, last_reports
from results.reports import Asked, SituationFacts

AT, BEFORE = "2016-10-05T18:00Z", "2016-10-04T22:00Z"  # 13:00 and 17:00 in Haiti
CODE = "EXEMPLE-2016"
COMMUNES = pd.DataFrame(
    [("HT0711", "Les Cayes", "Sud"), ("HT0712", "Torbeck", "Sud"), ("HT0721", "Port-Salut", "Sud"),
     ("HT0722", "Arniquet", "Sud"), ("HT0811", "Jérémie", "Grand'Anse"), ("HT0812", "Abricots", "Grand'Anse"),
     ("HT0813", "Bonbon", "Grand'Anse"), ("HT0411", "Fort-Liberté", "Nord-Est")],
    columns=["adm2_pcode", "name", "adm1_name"],
).astype("str")  # fmt: skip
DEPARTMENTS = pd.DataFrame([("HT04", "Nord-Est"), ("HT07", "Sud"), ("HT08", "Grand'Anse")],
                           columns=["adm1_pcode", "name"]).astype("str")  # fmt: skip


def impacts() -> pd.DataFrame:
    told = {"emergency": CODE, "source": "COUC"}
    rows = [
        {"adm2_pcode": "HT0711", "reported_at": "2016-10-04T20:00Z", "deaths": 2, "injured": 12, "people_affected": 4000,
         "shelters_opened": 6, "shelters_hosting": 4, "people_in_shelters": 900},
        {"adm2_pcode": "HT0711", "reported_at": "2016-10-05T15:00Z", "deaths": 3, "injured": 9, "people_affected": 12000,
         "shelters_opened": 8, "shelters_hosting": 8, "people_in_shelters": 2150, "houses_destroyed": 1200},
        {"adm2_pcode": "HT0712", "reported_at": "2016-10-04T21:00Z", "deaths": 0, "injured": 1, "people_affected": 800},
        {"adm2_pcode": "HT0721", "reported_at": "2016-10-05T12:00Z", "people_affected": 3000, "houses_flooded": 450},
        {"adm2_pcode": "HT0811", "reported_at": "2016-10-05T16:30Z", "deaths": 11, "missing": 4, "people_affected": 20000,
         "shelters_opened": 10, "shelters_hosting": 10, "people_in_shelters": 5200, "ways_cut": 2},
        {"adm2_pcode": "HT0813", "reported_at": "2016-10-05T17:00Z", "deaths": 1},
    ]  # fmt: skip
    return frames.FRAMES["impacts"].conform(pd.DataFrame([told | row for row in rows]))


def alerts() -> pd.DataFrame:
    rows = [("vigilance", "HT07", "cyclone", "red", "2016-10-04T10:00Z", "2016-10-06T10:00Z"),
            ("vigilance", "HT07", "heavy_rain", "red", "2016-10-04T10:00Z", "2016-10-06T10:00Z"),
            ("vigilance", "HT08", "cyclone", "orange", "2016-10-03T10:00Z", "2016-10-04T10:00Z"),
            ("alerte", "HT07", "cyclone", "emergency", "2016-10-04T11:00Z", None)]  # fmt: skip
    names = ["series", "adm1_pcode", "hazard", "level", "issued_at", "valid_until"]
    return frames.FRAMES["alerts"].conform(pd.DataFrame(rows, columns=names))


def facts(place: str = "HT", *, needs: bool = False) -> SituationFacts:
    inside = COMMUNES[COMMUNES["adm2_pcode"].str.startswith(place)].assign(place=lambda x: x["adm2_pcode"].str[:4])
    names = COMMUNES.set_index("adm2_pcode")["adm1_name"]
    now, before = (last_reports(impacts(), inside, CODE, at=at).frame for at in (AT, BEFORE))
    now = now.assign(adm1_name=now["adm2_pcode"].map(names))
    sums = impacts_by_place(now, inside.assign(name=inside["adm1_name"])).frame
    whole = DEPARTMENTS[DEPARTMENTS["adm1_pcode"].str.startswith(place)]
    told = alerts_at(alerts(), whole, at=AT).frame
    for series in ("vigilance", "alerte"):
        worst = worst_by_department(told, series).set_index("adm1_pcode")
        for column, name in (("level", series), ("hazards", f"{series}_hazards"), ("state", f"{series}_state")):
            whole = whole.assign(**{name: whole["adm1_pcode"].map(worst[column]).astype("str")})
    activated = frames.FRAMES["activations"].conform(pd.DataFrame(
        [("national", "HT", "2016-10-03T12:00Z", "total"), ("department", "HT07", "2016-10-03T14:00Z", "partial")],
        columns=["centre", "place", "issued_at", "activation"]))  # fmt: skip
    centres = activations_at(activated, at=AT).assign(name=["Haïti", "Sud"])
    needed = pd.DataFrame([("tarpaulins", "tarpaulins", 100.0, 200.0, np.nan)] if needs else [],
                          columns=["item", "unit", "need_low", "need_middle", "need_high"])  # fmt: skip
    name = "Haïti" if place == "HT" else str(DEPARTMENTS.set_index("adm1_pcode")["name"][place])
    return SituationFacts(Asked(CODE, place, AT, BEFORE, "zones" if needs else "", 3), name, now,
                          sums if place == "HT" else sums.iloc[:0], compared(now, before).frame, whole, centres, needed)  # fmt: skip


TEXTS = {
    "highlights": "- Le pont de *Ladigue* est emporté ; la RN2 est coupée.\n- Évacuation de la côte sud.\n\nLe COUN est réuni.",
    "weather": "Matthew s'éloigne vers le nord.", "needs": "1. Bâches\n2. Eau", "actions": "• Convoi vers Jérémie",
    "written_by": "Permanence du COUN",
}  # fmt: skip


def report(place: str = "HT", *, texts: dict[str, str] | None = None, needs: bool = False, **more: object) -> Report:
    told = {"number": 2, "previous": 1, "issued_at": AT, "labels": ("exercise", "fictional"), "sha256": "ab12" * 16,
            "period_from": BEFORE, "needs_name": "Matthew", **more}  # fmt: skip
    return Report(facts(place, needs=needs), Written(TEXTS if texts is None else texts, **told))  # type: ignore[arg-type]
