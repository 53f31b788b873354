"""What changed on the ground, and who says so?"""

from components import session
from components.widgets import edit_view

page = session.open_page("entry.view")

edit_view.show(page)
