"""Network -> bytes on disk. Nothing else in the project touches the network.

`feeds()` lists what can be asked, `fetch(name)` asks one, `states()` tells how old each answer is without asking. What
is fetched is a file like any other: it enters the store by an import, never by itself.
"""

from data.connectors.feed_list import Feed, feed, feeds
from data.connectors.fetching import FeedState, Fetched, fetch, states
from data.connectors.wire import Options

__all__ = ["Feed", "FeedState", "Fetched", "Options", "feed", "feeds", "fetch", "states"]
