"""Can it be trusted, and how old is it?"""

from components import session
from components.widgets import feeds_view, freshness_view, identity_view, parts, quality_view

page = session.open_page("sources.view")

part = parts.choose(page, ("freshness", "quality", "doubles", "feeds"))
if part == "quality":
    quality_view.show(page)
elif part == "doubles":
    identity_view.show(page)
elif part == "feeds":
    feeds_view.show(page)
else:
    freshness_view.show(page)
