"""The HTTP door: a plain WSGI application that may be mounted in another one.

>>> from albumforge.http import app
>>> with Forge() as forge:
...     application = app(forge)
"""

from albumforge.http.application import app

__all__ = ["app"]
