"""Network -> bytes on disk. Nothing else in the project touches the network.

`feeds()` lists what can be asked, `fetch(name)` asks one, `states()` tells how old each answer is without asking,
`answer(name)` is the file of the last good one. It is a file like any other: it enters the store by an import, never by
itself.
"""

from data.connectors.feed_list import Feed, feed, feeds
from data.connectors.fetching import FeedState, Fetched, answer, fetch, states
from data.connectors.wire import Options

__all__ = ["Feed", "FeedState", "Fetched", "Options", "answer", "feed", "feeds", "fetch", "states"]
