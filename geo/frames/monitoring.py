"""Table of post-distribution monitoring: what interviewed households say of a distribution, aggregates only."""

from __future__ import annotations

from geo.frames.frame import Column, Frame, count, text

# Who was interviewed, and parts of them. No answer of one household, and no case, has a place here.
INTERVIEWED = "households_interviewed"
OF_INTERVIEWED = ("households_received", "households_received_all", "households_informed", "households_felt_safe")
OF_RECEIVED = ("households_good_quality", "households_using", "households_sold", "households_satisfied")

POST_DISTRIBUTION = Frame(
    "post_distribution", "series", ("request_id", "observed_on"), "observed_on",
    (
        Column("request_id", "code", required=True, refers="requests"),
        Column("observed_on", "date", required=True, hxl="#date+reported"),
        text("organisation", hxl="#org+acronym"),
        count(INTERVIEWED, "households", 100_000, required=True, hxl="#indicator+interviewed+hh"),
        *(count(name, "households", 100_000) for name in (*OF_INTERVIEWED, *OF_RECEIVED)),
        count("complaints_received", "complaints", 100_000), count("complaints_answered", "complaints", 100_000),
        text("source"),
    ),
)  # fmt: skip
