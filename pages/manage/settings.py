"""Which thresholds, costs, weights and limits are in force, and who changed them?"""

from components import session
from components.widgets import parts, settings_figures, settings_form, settings_history, settings_standards

page = session.open_page("settings.view")

settings_form.done(page)
draw = {
    "thresholds": settings_standards.show,
    "figures": settings_figures.figures,
    "costs": settings_figures.costs,
    "weights": settings_figures.weights,
    "freshness": settings_figures.freshness,
    "rates": settings_figures.rates,
    "stock": settings_figures.stock,
    "made": settings_figures.made,
    "history": settings_history.show,
}
draw[parts.choose(page, tuple(draw))](page)
