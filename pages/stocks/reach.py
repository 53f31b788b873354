"""How far does the stock reach, by when, and what stops it?"""

from components import session
from components.widgets import reach_view

page = session.open_page("reach.view")

reach_view.show(page)
