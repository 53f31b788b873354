"""How is this computed, and how wrong can it be?"""

from components import session
from components.widgets import help_view

page = session.open_page("help.view")

help_view.show(page)
