"""The calls a crawl makes, noted on their way to the embedded organization."""

import collections
import contextlib
import http.client
import http.server
import re
import threading
import urllib.parse


@contextlib.contextmanager
def recorded(endpoint):
    """An endpoint that passes everything on to another one; yields it, and how often each (service, operation) was called."""
    calls = collections.Counter()
    handler = type("Handler", (Forwarding,), {"target": urllib.parse.urlsplit(endpoint).netloc, "calls": calls})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", calls
        server.shutdown()


class Forwarding(http.server.BaseHTTPRequestHandler):
    """Notes a request by what it is signed for and what it asks, and passes it on."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    upstream = None

    def do_POST(self):  # noqa: N802, the name that http.server calls
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.calls[called(self.headers, body)] += 1
        if self.upstream is None:
            self.upstream = http.client.HTTPConnection(self.target)
        self.upstream.request("POST", self.path, body, dict(self.headers))
        answer = self.upstream.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def finish(self):
        super().finish()
        if self.upstream:
            self.upstream.close()

    def log_message(self, *_):
        """Nothing: requests are counted, not printed."""


def called(headers, body):
    """The service that a request is signed for, and its operation."""
    service = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", headers["Authorization"]).group(1)
    target = headers.get("X-Amz-Target")
    operation = target.rsplit(".", 1)[-1] if target else urllib.parse.parse_qs(body.decode())["Action"][0]
    return service, operation
