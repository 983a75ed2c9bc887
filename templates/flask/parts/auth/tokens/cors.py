"""What a script of a listed origin may send and read.

https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS
"""

# The answer to a browser that asks first.
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-ID",
    "Access-Control-Max-Age": "600",
}
# What every answer to a listed origin carries besides the origin's name.
ALLOWANCE = {"Access-Control-Expose-Headers": "Location, X-Request-ID, Retry-After"}
