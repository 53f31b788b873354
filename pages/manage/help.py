"""How is this computed, and how wrong can it be?"""

from components import session
from components.widgets import help_backtests, help_view, parts

page = session.open_page("help.view")

draw = {"guide": help_view.show, "backtests": help_backtests.show}
draw[parts.choose(page, tuple(draw))](page)
