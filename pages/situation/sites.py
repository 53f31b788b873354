"""How is this site?"""

from components import session
from components.widgets import site_list, site_sheet

page = session.open_page("sites.view")

chosen = site_list.choose(page)
if chosen:
    site_sheet.show(page, chosen)
else:
    site_list.show(page)
