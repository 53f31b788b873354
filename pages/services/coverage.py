"""Where do WASH, shelter and CCCM services fall short of the standard?"""

from components import session
from components.widgets import coverage_view

page = session.open_page("coverage.view")

chosen = coverage_view.choose(page)
coverage_view.headline(page, chosen)
coverage_view.on_map(page, chosen)
coverage_view.places(page, chosen)
coverage_view.sites(page, chosen)
