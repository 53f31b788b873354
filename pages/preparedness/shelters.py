"""Is there safe room, and for whom not?"""

from components import session
from components.widgets import parts, shelter_allocation, shelter_ask, shelter_balance, shelter_list

page = session.open_page("shelters.view")

asked = shelter_ask.choose(page)
part = parts.choose(page, ("balance", "map", "register", "allocation"))
draw = {
    "balance": shelter_balance.show,
    "map": shelter_balance.on_map,
    "register": shelter_list.show,
    "allocation": shelter_allocation.show,
}
draw[part](page, asked)
