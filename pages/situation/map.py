"""Where are people, shelters, stocks and hazards?"""

from components import session
from components.widgets import filters, kpis, layer_files, layers_note, site_list, situation_map, sources

page = session.open_page("map.view")

kpis.headlines(page, page.results.headlines(page.department))
chosen, zone_set = filters.layers(page)
site_list.offer(page, situation_map.situation(page, chosen, zone_set))
layers_note.show(page, chosen)
layer_files.show(page, chosen, zone_set)
sources.show(page)
