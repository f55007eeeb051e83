"""A site on loopback that answers as a test tells it, and keeps what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

Reply = tuple[int, dict[str, str], bytes]


class Site:
    """Answers by path; an answer is bytes, a whole reply, or a function of the query that gives one of them."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(unquote(self.path))
                site.asked.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                answer = site.answers.get(parts.path, (404, {}, b"not here"))
                answer = answer(parts.query) if callable(answer) else answer
                status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: the test looks at `asked`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def once(self, path: str, *replies: Any) -> None:
        """These answers first, one each time; then what stood there."""
        rest, waiting = self.answers[path], list(replies)

        def answer(query: str) -> Any:
            if waiting:
                reply = waiting.pop(0)
                return reply(query) if isinstance(reply, Callable) else reply
            return rest(query) if callable(rest) else rest

        self.answers[path] = answer


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join()
