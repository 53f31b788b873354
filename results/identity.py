"""Who is who: records that may be one place, and what people decided."""

from __future__ import annotations

import pandas as pd

from results.core import Figures, figure


class Identity(Figures):
    """Figures of who is who."""

    @figure("doubles", "places")
    def identity_queue(self) -> pd.DataFrame:
        """Pairs of records that may be one place and that nobody decided (`data.who_is_who.queue`).

        With the names of the communes: `left_place`, `right_place`.
        """
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        pairs = self.snapshot.frame("doubles")
        told = {f"{side}_place": pairs[f"{side}_commune"].map(names).astype("str") for side in ("left", "right")}
        return pairs.assign(**told)

    @figure("decisions")
    def identity_decisions(self) -> pd.DataFrame:
        """What was decided about who is who, the newest first (`data.who_is_who.decisions`)."""
        return self.snapshot.frame("decisions")
