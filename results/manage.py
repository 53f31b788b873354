"""What came in, when, from whom."""

from __future__ import annotations

import pandas as pd

from geo.frames import FRAMES
from results.core import Figures, figure

TOUCHED = tuple(FRAMES)


class Manage(Figures):
    """Figures of the section *manage*."""

    @figure(*TOUCHED, "batches")
    def frame(self, name: str) -> pd.DataFrame:
        """One table of the snapshot, as it is (`boundaries`, `sites`, `movements`, ...): for exports."""
        return self.snapshot.frame(name)

    @figure(*TOUCHED)
    def batches(self) -> pd.DataFrame:
        """Every batch of the store, the newest first."""
        return self.snapshot.frame("batches")
