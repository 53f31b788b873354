"""Who and what is in the way of a hazard?"""

from components import session
from components.widgets import exposure_view

page = session.open_page("scenario.view")

exposure_view.show(page)
