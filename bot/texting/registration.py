"""The registration pack as files: an answer sheet, the same as data, and the opt-in picture."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import asdict

from bot.campaign.registration import Pack

_LANGUAGES = {"en": "English", "es": "Español"}


def sheet(pack: Pack, number: str, address: str) -> str:
    """Answers to paste into the form, in the order in which forms ask."""
    return "\n".join([*_head(pack), *_opt_in(pack, number, address), *_texts(pack), *_end(pack)])


def _head(pack: Pack) -> Iterator[str]:
    yield f"# Registration of “{pack.name}”"
    yield ""
    yield "Made from the campaign as it is. What is in [brackets] only you know. Not legal advice."
    if pack.faults:
        yield ""
        yield "## Mend first: a reviewer would send this back"
        yield from (f"- {fault}" for fault in pack.faults)
    yield ""
    yield "## Organization (brand)"
    for what in ("Legal name", "EIN", "Kind (501(c)(3), (4), (5), (6), 527)", "Address", "Website",
                 "Contact: name, e-mail, phone"):  # fmt: skip
        yield f"- {what}: [fill in]"
    yield ""
    yield "## Use case"
    yield "- 10DLC: a 501(c)(3) registers CHARITY; a political (4), (5) or (6) POLITICAL; a 527"
    yield "  needs Campaign Verify first. Toll-free: the same, as its use-case category."
    yield f"- Description: {pack.org[next(iter(pack.org))]} texts supporters who opted in to"
    yield f"  “{pack.name}”: calls to a public line, actions near them, reminders they asked for."
    yield "  Conversations are answered by an automated line and by people of the organization."


def _opt_in(pack: Pack, number: str, address: str) -> Iterator[str]:
    yield ""
    yield "## How people opt in (message flow)"
    words = "; ".join(f"{lang}: {', '.join(found)}" for lang, found in pack.join_words.items())
    yield f"1. They text a keyword ({words}) to {number or '[number]'}. It is shown with the terms"
    yield "   below on flyers, on air and on the web."
    if pack.confirms:
        yield "   They are asked to reply YES and are not on the list before."
    yield f"2. They type their number at {address or '[address]'}/join (picture: opt-in.html), tick"
    yield "   a box that is not ticked before, and reply YES to one text. Only that opts them in."
    yield "3. No number is bought, rented or shared. Lists on paper come in with where, when, by"
    yield "   which words people agreed, and who vouches; the first text says who texts and how to"
    yield "   stop."
    yield ""
    yield "Terms shown:"
    yield from (f"- {lang}: {text}" for lang, text in pack.terms.items())


def _texts(pack: Pack) -> Iterator[str]:
    for title, words, what in (
        ("Opt-in keywords", _join_words(pack), "joining"),
        ("Opt-out keywords", pack.stop_words, "stop"),
        ("Help keywords", pack.help_words, "help"),
    ):
        yield ""
        yield f"## {title}"
        yield ", ".join(words)
        yield ""
        yield "Answer:"
        yield from (f"- {lang} ({len(t)}): {t}" for lang, t in pack.answers[what].items())
    yield ""
    yield "## Sample texts"
    yield from (f"{n}. ({lang}) {text}" for n, (lang, text) in enumerate(pack.samples, 1))
    yield ""
    yield "## Content"
    yield f"- Embedded links: {_yes(pack.has_links)}"
    yield f"- Embedded phone numbers: {_yes(pack.has_phone)}"
    yield "- Age-gated content: no. Lending: no."


def _end(pack: Pack) -> Iterator[str]:
    yield ""
    yield "## Policies to link"
    yield "- Privacy: docs/privacy.md says what is kept, how, how long. Say on your site, too:"
    yield "  “We share no mobile number and no consent to texts with third parties or affiliates"
    yield "  for marketing.”"
    yield "- Terms: those above, the keywords, and that carriers are not liable for delayed texts."
    yield ""


def data(pack: Pack) -> str:
    """The pack as JSON, with the names of Twilio's Usa2p form where it has them."""
    found = {
        **asdict(pack),
        "MessageSamples": [text for _, text in pack.samples],
        "OptInKeywords": _join_words(pack),
        "OptOutKeywords": list(pack.stop_words),
        "HelpKeywords": list(pack.help_words),
        "HasEmbeddedLinks": pack.has_links,
        "HasEmbeddedPhone": pack.has_phone,
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def picture(pack: Pack, number: str) -> str:
    """The opt-in as people see it, one page to take a screenshot of: no file beside it."""
    parts = [_form(pack, lang, number) for lang in pack.org]
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">\n'
        f"<title>{html.escape(pack.name)}: opt-in</title>\n"
        "<style>body{font:18px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;"
        "padding:0 1rem}section{border:1px solid #767676;border-radius:8px;padding:1rem;"
        "margin:1rem 0}input[type=tel]{font:inherit;padding:.4rem}</style>\n" + "".join(parts)
    )


_FORM = {
    "en": ("Text {word} to {number}", "Or leave your number", "Your mobile number",
           "I want texts from {org}.", "We text this number once. Only YES from it joins."),
    "es": ("Manda {word} al {number}", "O deja tu número", "Tu número de celular",
           "Quiero recibir mensajes de {org}.",
           "Mandamos un solo mensaje a este número. Solo se une si respondes SI desde él."),
}  # fmt: skip


def _form(pack: Pack, lang: str, number: str) -> str:
    words = _FORM.get(lang, _FORM["en"])
    given = {
        "word": next(iter(pack.join_words[lang]), "JOIN"),
        "number": number or "[number]",
        "org": pack.org[lang],
    }
    by_text, by_page, label, agree, after = (html.escape(one.format(**given)) for one in words)
    return (
        f'<section lang="{lang}"><h1>{html.escape(pack.org[lang])}: {html.escape(pack.name)}</h1>\n'
        f"<h2>{by_text}</h2>\n<h2>{by_page}</h2>\n"
        f'<p><label>{label}<br><input type="tel"></label></p>\n'
        f'<p><label><input type="checkbox"> {agree}</label></p>\n'
        f"<p>{html.escape(pack.terms[lang])}</p>\n<p>{after}</p></section>\n"
    )


def _join_words(pack: Pack) -> list[str]:
    """Of all languages, each once, the first of each language first."""
    by_lang = [list(words) for words in pack.join_words.values()]
    firsts = [words[0] for words in by_lang if words]
    return list(dict.fromkeys([*firsts, *(word for words in by_lang for word in words)]))


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
