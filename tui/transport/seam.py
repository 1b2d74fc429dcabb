"""The one line that names the HTTP library: to change it, change the import.

Importing it costs about 60 ms, so only the rooms that send import this, and they are themselves imported in a thread
at the first request.
"""

import httpx as http

__all__ = ["http"]
