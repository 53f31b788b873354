"""What comes in, what goes out, what is there: the desk of one warehouse."""

from components import session
from components.widgets import warehouse_desk

page = session.open_page("warehouse.view")

warehouse_desk.show(page)
