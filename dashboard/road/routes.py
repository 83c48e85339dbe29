"""All routes of the road."""

from typing import Final

from dashboard.road.case_routes import act_on_case, show_road_case, show_road_map, tell_opened
from dashboard.road.centre import list_officers, show_file, show_road, tell_reached
from dashboard.road.file_routes import add_to_file, announce_file, measure_file
from dashboard.road.link_routes import make_link, show_links, take_links_back
from dashboard.road.page_routes import measure_phone, show_phone
from dashboard.road.push_routes import forget_push_address, keep_push_address, show_push_key

ROAD_ROUTES: Final = (
    show_road_case,
    show_road_map,
    act_on_case,
    tell_opened,
    announce_file,
    measure_file,
    add_to_file,
    list_officers,
    show_road,
    show_file,
    tell_reached,
    make_link,
    show_links,
    take_links_back,
    show_push_key,
    keep_push_address,
    forget_push_address,
)
PAGE_ROUTES: Final = (show_phone, measure_phone)
