"""Asking another site for data: patient with a busy one, and never led to an address that nobody declared."""

import http.client
import ipaddress
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from samenhang.workspace.formats.delivery import UnreadableError, refuse_page

BUSY = (429, 500, 502, 503, 504)
ATTEMPTS = 4
LONGEST_PAUSE = 60.0
TIMEOUT = 60.0
PIECE = 64 * 1024


class CannotFetch(Exception):
    """What was asked did not come, or is not what was asked; the text is a sentence for people."""


class NotThere(CannotFetch):
    """The address does not exist at the other site."""


@dataclass(frozen=True)
class Answer:
    """What came back; `data` is empty when the site said that nothing changed."""

    url: str
    data: bytes
    etag: str = ""
    changed: bool = True

    def json(self) -> Any:
        """The answer as JSON; refused when it is a page."""
        try:
            refuse_page(self.data[:512], "JSON")
            return json.loads(self.data)
        except UnreadableError as error:
            raise CannotFetch(f"{self.url}: {error}") from None
        except ValueError as error:
            raise CannotFetch(
                _("%(url)s gave JSON that cannot be read (%(error)s): it was cut off. Fetch it again.")
                % {"url": self.url, "error": error}
            ) from None


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a site that moved, but not into a network that only we can see."""

    max_redirections = 5

    def __init__(self, base: str) -> None:
        self.base = urlsplit(base)

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        new = urlsplit(newurl)
        downgraded = self.base.scheme == "https" and new.scheme != "https"
        if (
            new.scheme not in ("http", "https")
            or downgraded
            or not (new.hostname == self.base.hostname or _public(new.hostname))
        ):
            fp.close()
            raise CannotFetch(
                _(
                    "%(base)s sends us on to %(host)s, inside a private network or without encryption. "
                    "Declare the right address in the source."
                )
                % {"base": self.base.hostname, "host": newurl[:120]}
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _public(host: str | None) -> bool:
    """Whether every address of a host is one that the whole world can reach."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(str(address).partition("%")[0]).is_global for address in found)


@dataclass
class Client:
    """Asks one site, from one base address that a source declares."""

    base: str
    most_bytes: int = 2 * 1024**3
    most_pages: int = 1000
    pause: Callable[[float], None] = time.sleep
    timeout: float = TIMEOUT
    accept: str = "application/json"
    longest: float | None = None  # seconds for one answer, however slowly it drips
    came: int = field(default=0, init=False)  # bytes so far

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(_Redirects(self.base))

    def get(self, url: str, etag: str = "") -> Answer:
        """The answer of the site; tried again while it is busy, refused when it says no."""
        headers = {"Accept": self.accept, "User-Agent": "samenhang"}
        if etag:
            headers["If-None-Match"] = etag
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http and https only, see `under`
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.opener.open(request, timeout=self.timeout) as response:
                    return Answer(url, self._read(url, response), response.headers.get("ETag", ""))
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == 304:
                    return Answer(url, b"", etag, changed=False)
                if error.code not in BUSY or attempt == ATTEMPTS:
                    raise self._refused(url, error.code) from None
                self.pause(_wait(error.headers.get("Retry-After", ""), attempt))
            except (OSError, http.client.HTTPException) as error:
                if attempt == ATTEMPTS:
                    reason = getattr(error, "reason", error)
                    raise CannotFetch(
                        _("%(url)s does not answer (%(reason)s). Check the connection, or try again later.")
                        % {"url": url, "reason": reason}
                    ) from None
                self.pause(_wait("", attempt))
        raise AssertionError("unreachable")

    def _read(self, url: str, response: http.client.HTTPResponse) -> bytes:
        pieces, promised, begun = [], response.length, time.monotonic()
        # read1 gives what is there: a site that drips is seen to drip
        while piece := response.read1(PIECE):
            if self.longest is not None and time.monotonic() - begun > self.longest:
                raise CannotFetch(
                    _("%(url)s takes longer than %(most)s seconds. Try again later.")
                    % {"url": url, "most": self.longest}
                )
            self.came += len(piece)
            if self.came > self.most_bytes:
                raise CannotFetch(
                    _("%(url)s gives more than %(most)s bytes. Ask for less with [select] in the source.")
                    % {"url": url, "most": f"{self.most_bytes:,}"}
                )
            pieces.append(piece)
        data = b"".join(pieces)
        if promised is not None and len(data) != promised:
            raise http.client.IncompleteRead(data, promised - len(data))
        return data

    @staticmethod
    def _refused(url: str, code: int) -> CannotFetch:
        if code in (404, 410):
            return NotThere(_("%(url)s does not exist (%(code)s).") % {"url": url, "code": code})
        return CannotFetch(
            _("%(url)s refuses (%(code)s). Check the address in the source, or try again later.")
            % {"url": url, "code": code}
        )

    def under(self, link: str) -> str:
        """The address of a link in an answer; it must stay at the site that was declared."""
        url = urljoin(f"{self.base}/", link)
        ours, theirs = urlsplit(self.base), urlsplit(url)
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise CannotFetch(
                _(
                    "%(base)s sends us on to %(host)s for the next page. Pages come from the site that the source declares."
                )
                % {"base": ours.netloc, "host": theirs.netloc}
            )
        return url

    def pages(self, url: str, next_link: Callable[[Answer], str | None]) -> Iterator[Answer]:
        """A page and those that follow it."""
        for _number in range(self.most_pages):
            answer = self.get(url)
            link = next_link(answer)
            yield answer
            if not link:
                return
            url = self.under(link)
        raise CannotFetch(
            _("%(url)s goes on after %(most)s pages. Ask for less with [select] in the source.")
            % {"url": url, "most": self.most_pages}
        )


def _wait(asked: str, attempt: int) -> float:
    """How long to wait: as long as the site asks, else twice as long each time."""
    return min(float(asked) if asked.isdecimal() else 2.0 ** (attempt - 1), LONGEST_PAUSE)
