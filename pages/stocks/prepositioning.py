"""Where should the next kit stand?"""

from components import session
from components.widgets import prepositioning_view

page = session.open_page("prepositioning.view")

prepositioning_view.show(page)
