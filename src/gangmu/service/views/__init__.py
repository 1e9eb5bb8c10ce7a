"""The views, one module per noun; each ends with the tuple of its routes."""

from gangmu.service.pages import Route
from gangmu.service.views import (
    checkups,
    documents,
    entering,
    finding,
    home,
    measures,
    people,
    plans,
    review,
    runs,
    sandbox,
)

ROUTES: tuple[Route, ...] = (
    *home.ROUTES,
    *documents.ROUTES,
    *finding.ROUTES,
    *review.ROUTES,
    *measures.ROUTES,
    *checkups.ROUTES,
    *runs.ROUTES,
    *sandbox.ROUTES,
    *plans.ROUTES,
    *entering.ROUTES,
    *people.ROUTES,
)
