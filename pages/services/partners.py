"""Who is there, in which sector, and where is nobody?"""

from components import session
from components.widgets import partners_ask, partners_findings, partners_glance, parts

page = session.open_page("partners.view")

asked = partners_ask.choose(page)
part = parts.choose(page, ("glance", "nobody", "lost", "contradicted", "overlap"))
if part == "glance":
    partners_glance.show(page, asked)
elif part == "nobody":
    partners_findings.nobody(page, asked)
else:
    partners_findings.one(page, asked, part)
