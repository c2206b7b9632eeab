"""TwiML: its document, and what a messaging webhook may answer with."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

_MAX_BODY = 1600
_XML_TYPES = frozenset({"text/xml", "application/xml", "text/html", ""})


class BadTwimlError(Exception):
    """An answer Twilio would not act on. `code` is Twilio's warning, the text plain words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Reply:
    """A <Message>. `to` is None for whoever texted; `action` is called once it is accepted."""

    body: str
    media: tuple[str, ...] = ()
    to: str | None = None
    sender: str | None = None
    status_callback: str | None = None
    action: str | None = None
    method: str = "POST"


@dataclass(frozen=True)
class Redirect:
    """A <Redirect>: ask that URL for the rest."""

    url: str
    method: str = "POST"


def read_answer(text: str, content_type: str, url: str) -> list[Reply | Redirect]:
    """The verbs of an answer, in order; relative URLs are taken against `url`.

    A text/plain answer is one text, as at Twilio. Raises BadTwimlError.
    """
    if not text.strip():
        return []
    if content_type == "text/plain":
        return [Reply(_checked(text))]
    return [_verb(element, url) for element in parse_document(text, content_type)]


def parse_document(text: str, content_type: str) -> ElementTree.Element:
    """The <Response> of an answer. Raises BadTwimlError."""
    if content_type not in _XML_TYPES:
        raise BadTwimlError(12300, f"The bot answered with {content_type}, not TwiML.")
    if len(text.encode()) > 65_536:
        raise BadTwimlError(11750, "The bot's answer is larger than 64 KB.")
    if "<!DOCTYPE" in text[:1000].upper():
        raise BadTwimlError(12100, "The bot's TwiML has a DOCTYPE, which Twilio does not read.")
    try:
        root = ElementTree.fromstring(text.strip().encode())  # noqa: S314  # no DOCTYPE, so no entities
    except ElementTree.ParseError as error:
        raise BadTwimlError(12100, f"The bot's TwiML is not well-formed XML: {error}.") from error
    if root.tag != "Response":
        raise BadTwimlError(12200, f"The bot's TwiML begins with <{root.tag}>, not <Response>.")
    return root


def _verb(element: ElementTree.Element, url: str) -> Reply | Redirect:
    method = element.get("method", "POST").upper()
    if element.tag == "Redirect":
        return Redirect(urljoin(url, (element.text or "").strip()), method)
    if element.tag not in ("Message", "Sms"):
        raise BadTwimlError(12200, f"<{element.tag}> is not a verb for messages.")
    return _reply(element, url, method)


def _reply(element: ElementTree.Element, url: str, method: str) -> Reply:
    bodies = [body.text or "" for body in element.findall("Body")]
    media = tuple((m.text or "").strip() for m in element.findall("Media"))
    body = "".join(bodies) if bodies else (element.text or "").strip()
    if not body and not media:
        raise BadTwimlError(14103, "A <Message> is empty.")
    callback, action = element.get("statusCallback"), element.get("action")
    return Reply(
        _checked(body),
        media,
        element.get("to"),
        element.get("from"),
        urljoin(url, callback) if callback else None,
        urljoin(url, action) if action else None,
        method,
    )


def _checked(body: str) -> str:
    if len(body) > _MAX_BODY:
        raise BadTwimlError(21617, f"A text of {len(body)} characters is over the limit of 1600.")
    return body
