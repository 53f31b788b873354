"""What is asked, approved, late?"""

from components import session
from components.widgets import parts, requests_list, requests_months, requests_new

page = session.open_page("requests.view")

part = parts.choose(page, ("list", "new", "months"))
draw = {"list": requests_list.show, "new": requests_new.show, "months": requests_months.show}
draw[part](page)
