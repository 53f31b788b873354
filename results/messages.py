"""What is about to be said to others, and what was: the outbox."""

from __future__ import annotations

import pandas as pd

from results.core import Figures, figure


class Messages(Figures):
    """Figures of messages."""

    @figure("messages")
    def outbox(self) -> pd.DataFrame:
        """Messages, the newest first; what was taken back before it was drafted anew is left out."""
        rows = self.snapshot.frame("messages")
        rows = rows[rows["drafted_by"].notna() & rows["message_body"].notna()]
        return rows.sort_values(["drafted_at", "message_id"], ascending=False, kind="stable", ignore_index=True)
