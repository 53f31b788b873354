"""Is there safe room, and for whom not?"""

from components import session
from components.widgets import shelter_list

page = session.open_page("shelters.view")

shelter_list.show(page)
