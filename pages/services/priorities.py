"""Which sites first, and why?"""

from components import session
from components.widgets import priorities_ask, priorities_view

page = session.open_page("priorities.view")

ask, among = priorities_ask.choose(page)
priorities_view.show(page, ask, among)
