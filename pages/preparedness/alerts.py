"""What is in force, and where?"""

from components import session
from components.widgets import alerts_centres, alerts_force, alerts_messages, alerts_rules, edit_state, parts

page = session.open_page("alerts.view")

edit_state.show_done(page)
part = parts.choose(page, ("force", "centres", "rules", "messages"))
draw = {
    "force": alerts_force.show,
    "centres": alerts_centres.show,
    "rules": alerts_rules.show,
    "messages": alerts_messages.show,
}
draw[part](page)
