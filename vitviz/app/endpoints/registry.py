"""All endpoints by their name in the address: /api/analysis/{key}/{name}."""

from collections.abc import Mapping

from vitviz.app.endpoints import (
    ablation,
    beside,
    checks,
    components,
    data_hunger,
    explain,
    explore,
    faithfulness,
    flow,
    inside,
    lesson,
    positions,
    stages,
    thread,
    versus_adds,
    versus_cost,
    versus_facts,
    versus_fields,
    versus_maps,
    versus_picture,
    versus_range,
)
from vitviz.app.endpoints.endpoint import Endpoint

ENDPOINTS: Mapping[str, Endpoint] = (
    explore.ENDPOINTS
    | explain.ENDPOINTS
    | faithfulness.ENDPOINTS
    | flow.ENDPOINTS
    | checks.ENDPOINTS
    | ablation.ENDPOINTS
    | inside.ENDPOINTS
    | beside.ENDPOINTS
    | components.ENDPOINTS
    | lesson.ENDPOINTS
    | positions.ENDPOINTS
    | stages.ENDPOINTS
    | thread.ENDPOINTS
    | versus_adds.ENDPOINTS
    | versus_cost.ENDPOINTS
    | versus_facts.ENDPOINTS
    | versus_fields.ENDPOINTS
    | versus_maps.ENDPOINTS
    | data_hunger.ENDPOINTS
    | versus_picture.ENDPOINTS
    | versus_range.ENDPOINTS
)
