"""What goes in, and what is wrong with the file?"""

from components import session
from components.widgets import batch_list, import_view

page = session.open_page("imports.view")

import_view.show(page)
batch_list.show(page)
