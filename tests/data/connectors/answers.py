"""Small invented answers in the shapes of the sources, and where each feed asks for them."""

from __future__ import annotations

import io
import json
import zipfile

from tests.data.connectors.server import Asked, Reply, Source

ASSET = "aInventedForm0123456789"
SECRET = "planted-secret-7f3a91"
PATHS = {
    "dtm_country": ["/v3/displacement/admin0"],
    "dtm_departments": ["/v3/displacement/admin1"],
    "dtm_communes": ["/v3/displacement/admin2"],
    "dtm_operations": ["/v3/displacement/operation-list"],
    "hapi_idps": ["/api/v2/affected-people/idps"],
    "hapi_presence": ["/api/v2/coordination-context/operational-presence"],
    "hapi_population": ["/api/v2/geography-infrastructure/baseline-population"],
    "hdx_presence": ["/api/3/action/package_show", "/download/new.xlsx"],
    "kobo": [f"/api/v2/assets/{ASSET}/data/"],
    "usgs_earthquakes": ["/earthquakes/feed/v1.0/summary/2.5_month.geojson"],
    "usgs_shakemap": [
        "/earthquakes/feed/v1.0/summary/2.5_month.geojson",
        "/earthquakes/feed/v1.0/detail/us2000aaaa.geojson",
        "/product/grid.xml",
    ],
    "usgs_contours": [
        "/earthquakes/feed/v1.0/summary/2.5_month.geojson",
        "/earthquakes/feed/v1.0/detail/us2000aaaa.geojson",
        "/product/cont_mmi.json",
    ],
    "nhc_storms": ["/CurrentStorms.json"],
    "nhc_advisory": ["/CurrentStorms.json", "/text/MIATCMAT1.shtml"],
    "nhc_radii": ["/CurrentStorms.json", "/gis/al992025_fcst_004.zip"],
    "gdacs": ["/XML/RSS.xml"],
}
STEPS = [(name, path) for name, paths in PATHS.items() for path in paths]

DTM_ROW = {
    "operation": "Invented operation", "operationStatus": "Active", "admin0Pcode": "HTI", "admin1Pcode": "HT01",
    "admin2Pcode": "HT0111", "roundNumber": 3, "reportingDate": "2025-06-30T00:00:00", "numPresentIdpInd": 120,
    "displacementReason": "Conflict",
}  # fmt: skip
HAPI_ROW = {
    "location_code": "HTI", "admin2_code": "HT0111", "reporting_round": 3, "operation": "Invented", "population": 120,
    "reference_period_start": "2025-06-30", "org_acronym": "ORG", "org_name": "Invented", "sector_code": "WSH",
    "gender": "f", "age_range": "0-4",
}  # fmt: skip
KOBO_ROW = {
    "_id": 1, "_uuid": "u-1", "_submission_time": "2025-07-01T10:00:00", "site/name": "Kan Envante",
    "site/phone_number": "+509 3700 0000", "site/email": "moun@example.org", "_submitted_by": "anketè7",
    "men": "41", "gwoup": [{"gwoup/laj": "7", "gwoup/telephone": "3811 1111"}],
}  # fmt: skip
STORM = {
    "id": "al992025", "name": "Envante", "classification": "HU", "intensity": "75", "pressure": "980",
    "latitudeNumeric": 16.0, "longitudeNumeric": -70.0,
}  # fmt: skip
ADVISORY = b"""
HURRICANE ENVANTE FORECAST/ADVISORY NUMBER   4
NWS NATIONAL HURRICANE CENTER MIAMI FL       AL992025
2100 UTC SUN SEP 07 2025

HURRICANE CENTER LOCATED NEAR 16.0N  70.0W AT 07/2100Z
MAX SUSTAINED WINDS  75 KT WITH GUSTS TO  90 KT.
64 KT....... 20NE  20SE  10SW  20NW.
"""
# 2 x 2 points of 3 fields: 12 numbers.
GRID = b"""<?xml version="1.0" encoding="US-ASCII" standalone="yes"?>
<shakemap_grid xmlns="http://earthquake.usgs.gov/eqcenter/shakemap" event_id="us2000aaaa"
 shakemap_event_type="ACTUAL">
<event event_id="us2000aaaa" magnitude="6.1" depth="10" lat="18.4" lon="-73.4"/>
<grid_specification lon_min="-74" lat_min="18" lon_max="-73" lat_max="19" nlon="2" nlat="2"/>
<grid_field index="1" name="LON" units="dd"/><grid_field index="2" name="LAT" units="dd"/>
<grid_field index="3" name="MMI" units="intensity"/>
<grid_data>
-74 19 5.1
-73 19 5.2
-74 18 6.3
-73 18 6.4
</grid_data>
</shakemap_grid>
"""
RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:gdacs="http://www.gdacs.org"><channel><title>invented</title>
<item><title>Green alert</title><gdacs:eventtype>TC</gdacs:eventtype><gdacs:alertlevel>Green</gdacs:alertlevel>
<gdacs:eventid>1000001</gdacs:eventid></item></channel></rss>
"""
DOUBLE_MARK = b"\xc3\xaf\xc2\xbb\xc2\xbf"


def js(told: object, **more: object) -> Reply:
    return Reply(json.dumps(told).encode(), **more)


def packed(*names: str) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w") as archive:
        for name in names:
            archive.writestr(name, f"content of {name}")
    return told.getvalue()


def dtm(rows: list[dict], **more: object) -> Reply:
    whole = {"result": rows, "statusCode": 200, "isSuccess": True, "errorMessages": [], "totalRecordsCount": len(rows)}
    return js({**whole, **more})


def hapi(rows: list[dict]):
    def page(asked: Asked) -> Reply:
        start, limit = int(asked.query["offset"]), int(asked.query["limit"])
        return js({"data": rows[start : start + limit]})

    return page


def kobo(rows: list[dict], origin: str):
    """Pages whose `next` names another host: only its query may be followed."""

    def page(asked: Asked) -> Reply:
        start, limit = int(asked.query["start"]), int(asked.query["limit"])
        more = start + limit < len(rows)
        onward = f"http://elsewhere.invalid/api/v2/x/?format=json&limit={limit}&start={start + limit}"
        told = {"count": len(rows), "next": onward if more else None, "previous": None}
        return js({**told, "results": rows[start : start + limit]})

    return page


def quake(event: str, mag: float, lon: float, lat: float, types: str = ",origin,shakemap,") -> dict:
    properties = {"mag": mag, "place": "invented", "time": 1757000000000, "types": types}
    return {"type": "Feature", "id": event, "properties": properties,
            "geometry": {"type": "Point", "coordinates": [lon, lat, 10]}}  # fmt: skip


def collection(*features: dict) -> dict:
    return {"type": "FeatureCollection", "metadata": {"status": 200}, "features": list(features)}


def storms(*told: dict) -> Reply:
    return js({"activeStorms": list(told)})


def stand(source: Source) -> None:
    """Give a source the good answer of every feed."""
    route, origin = source.routes, source.origin
    for name in ("dtm_country", "dtm_departments", "dtm_communes", "dtm_operations"):
        route[PATHS[name][0]] = dtm([DTM_ROW, {**DTM_ROW, "displacementReason": "Other reason"}])
    for name in ("hapi_idps", "hapi_presence", "hapi_population"):
        route[PATHS[name][0]] = hapi([{**HAPI_ROW, "admin2_code": f"HT01{n:02d}"} for n in range(5)])
    resources = [
        {"name": "old", "format": "XLSX", "state": "active", "last_modified": "2019-01-01",
         "download_url": f"{origin}/download/old.xlsx"},
        {"name": "new", "format": "XLSX", "state": "active", "last_modified": "2020-01-01",
         "download_url": f"{origin}/download/new.xlsx"},
        {"name": "gone", "format": "XLSX", "state": "deleted", "last_modified": "2021-01-01",
         "download_url": f"{origin}/download/gone.xlsx"},
        {"name": "app", "format": "Web App", "state": "active", "last_modified": "2022-01-01",
         "download_url": "https://example.org/"},
    ]  # fmt: skip
    route["/api/3/action/package_show"] = js({"success": True, "result": {"name": "x", "resources": resources}})
    route["/download/new.xlsx"] = Reply(packed("xl/workbook.xml"), kind="application/vnd.ms-excel")
    rows = [{**KOBO_ROW, "_id": n, "_uuid": f"u-{n}"} for n in range(5)]
    route[PATHS["kobo"][0]] = kobo(rows, origin)
    # The strongest inside Haiti's box that has a ShakeMap is us2000aaaa: 7.5 lies elsewhere, 6.6 has none.
    route[PATHS["usgs_earthquakes"][0]] = js(
        collection(
            quake("us2000bbbb", 7.5, 140.0, 38.0), quake("us2000cccc", 6.6, -73.0, 18.5, ",origin,"),
            quake("us2000aaaa", 6.1, -73.4, 18.4), quake("us2000dddd", 4.9, -72.0, 19.0),
        ),
        kind="application/geo+json",
    )  # fmt: skip
    contents = {
        "download/grid.xml": {"url": f"{origin}/product/grid.xml"},
        "download/cont_mmi.json": {"url": f"{origin}/product/cont_mmi.json"},
    }
    detail = {"type": "Feature", "properties": {"products": {"shakemap": [{"contents": contents}]}}}
    route["/earthquakes/feed/v1.0/detail/us2000aaaa.geojson"] = js(detail)
    route["/product/grid.xml"] = Reply(GRID, kind="application/xml")
    line = {"type": "MultiLineString", "coordinates": [[[-74, 18], [-73, 19]]]}
    route["/product/cont_mmi.json"] = js(
        collection({"type": "Feature", "properties": {"value": 5.5, "units": "mmi"}, "geometry": line})
    )
    blocks = {
        "forecastAdvisory": {"url": f"{origin}/text/MIATCMAT1.shtml"},
        "forecastWindRadiiGIS": {"zipFile": f"{origin}/gis/al992025_fcst_004.zip"},
    }
    pacific = {**STORM, "id": "ep012025", "longitudeNumeric": -100.0, "forecastAdvisory": None}
    far = {**STORM, "id": "al982025", "longitudeNumeric": -30.0, "forecastAdvisory": None}
    route["/CurrentStorms.json"] = storms(pacific, far, {**STORM, **blocks})
    page = b"<html><body><h1>NHC</h1><pre>" + ADVISORY + b"&lt;end&gt;</pre></body></html>"
    route["/text/MIATCMAT1.shtml"] = Reply(page, kind="text/html; charset=utf-8")
    route["/gis/al992025_fcst_004.zip"] = Reply(packed("al99_radii.shp", "al99_radii.dbf"), kind="application/zip")
    route["/XML/RSS.xml"] = Reply(DOUBLE_MARK + RSS, kind="text/xml")
