"""What is where, usable until when?"""

from components import session
from components.widgets import stock_view

page = session.open_page("stock.view")

stock_view.show(page)
