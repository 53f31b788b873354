"""Who must do what by when?"""

from components import session
from components.widgets import actions_ask, actions_count, actions_list, edit_state, parts

page = session.open_page("actions.view")

edit_state.show_done(page)
asked = actions_ask.choose(page)
part = parts.choose(page, ("list", "by"))
if part == "by":
    actions_count.show(page, asked)
else:
    actions_list.show(page, asked)
