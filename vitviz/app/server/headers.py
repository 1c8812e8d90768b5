"""How long a browser may keep what it is answered, and in which language it wants to be told."""

from starlette.requests import Request
from starlette.responses import Response

from vitviz.text import Language, negotiate

# What follows from a visitor's photo: under a name that nobody can guess, for a day at most.
DAY = {"Cache-Control": "private, max-age=86400, immutable"}
HOUR = {"Cache-Control": "public, max-age=3600"}  # files that another version may replace
NEVER = {"Cache-Control": "no-store"}
# Half-precision numbers hardly compress; without this the server would try at every request.
AS_IS = {"Content-Encoding": "identity"}


def missing() -> Response:
    """404, kept by nobody."""
    return Response(status_code=404, headers=NEVER)


def language_of(request: Request) -> Language:
    """The page's language where it says so, else what the browser asks for."""
    headers = request.headers
    return negotiate(headers.get("X-Vitviz-Language") or headers.get("Accept-Language"))
