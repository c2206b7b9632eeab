"""Nobody is asked about their status, papers or country of birth: errors.

What is not asked is not stored, and what is not stored cannot be handed over (docs/privacy.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.campaign.anatomy import steps_of
from bot.campaign.known import Known
from bot.campaign.rules.texts import all_words
from bot.engine.wording import fold
from bot.errors import Problem
from bot.sentences import say

_ASKED = re.compile(
    r"\b(?:"
    r"(?:are|r|were) (?:you|u) (?:a |an |here )?(?:us |u s |american |legal |naturalized "
    r"|permanent )*(?:citizens?|residents?|undocumented|documented|legal(?:ly)?|illegal(?:ly)?"
    r"|immigrants?|born (?:here|in))"
    r"|(?:do|did) (?:you|u) (?:have|hold|carry) (?:any |your |a |an )?(?:papers|documents"
    r"|green card|visa|daca|tps|status|legal status|social security|passport|work permit)"
    r"|(?:what|which|whats) (?:is |s )?(?:your |ur )?(?:immigration |legal |migration )?"
    r"(?:status|nationality|citizenship)"
    r"|(?:what|which) country (?:are|were|do|did) (?:you|u)|where (?:were|was) (?:you|u) born"
    r"|where are (?:you|u) (?:originally )?from|your (?:country of (?:birth|origin)|birthplace"
    r"|nationality|social security number|immigration status|legal status)"
    r"|(?:eres|es usted|son ustedes|son) (?:un |una )?(?:ciudadan[oa]s?|residentes?"
    r"|indocumentad[oa]s?|documentad[oa]s?|legal(?:es)?|ilegal(?:es)?|inmigrantes?)"
    r"|(?:tienes|tiene|tienen|traes|cuentas con) (?:tus |sus |un |una |el |la )?(?:papeles"
    r"|documentos|green card|visa|daca|tps|estatus|seguro social|pasaporte|permiso de trabajo"
    r"|mica|residencia)"
    r"|(?:cual es|dinos|escribe|manda) (?:tu|su) (?:estatus|estado) ?(?:migratorio|legal)?"
    r"|(?:tu|su) (?:estatus migratorio|nacionalidad|pais de (?:nacimiento|origen)"
    r"|numero de seguro social)"
    r"|(?:donde|en que (?:pais|lugar)) (?:naciste|nacio|nacieron)"
    r"|de (?:donde|que pais) (?:eres|es usted|vienes|viene|son)"
    r")\b"
)
_SENTENCE = re.compile(r"[^.!?¡¿…:]+(?P<end>[.!?…:]*)")
_SENDS = re.compile(
    r"^(?:please |por favor )?(?:send|tell|text|write|reply|enter|escrib|dinos|mand)"
)
_KEPT = re.compile(
    r"(?:^|_)(?:status|papers|papeles|estatus|citizen\w*|ciudadan\w*|country|pais|birth\w*"
    r"|nationality|nacionalidad|immigra\w*|migra\w*|ssn|documented|undocumented)(?:_|$)"
)


def nobody_is_asked_about_status(known: Known) -> Iterator[Problem]:
    """No text asks for it, and no field keeps it."""
    for words in all_words(known):
        for sentence in _SENTENCE.finditer(words.text):
            plain = fold(sentence.group())
            asks = "?" in sentence["end"] or _SENDS.match(plain)
            if asks and _ASKED.search(plain):
                yield words.problem(
                    say(
                        "This asks about somebody's status or origin: “%(sentence)s”",
                        sentence=sentence.group().strip(),
                    ),
                    say("Do not ask. Say who may do what, and let people decide."),
                    "status",
                )
                break
    for name in known.campaign.fields:
        if _KEPT.search(name):
            yield known.source.problem(
                ("fields", name),
                say("The field '%(name)s' keeps somebody's status or origin.", name=name),
                say("Delete it: what is not stored cannot be handed over."),
                code="status",
            )
    for source, flow in known.flows:
        for step, model, loc in steps_of(flow):
            if model.ask and _KEPT.search(model.ask.save):
                yield source.problem(
                    (*loc, "ask", "save"),
                    say(
                        "The answer kept as '%(save)s' is somebody's status or origin.",
                        save=model.ask.save,
                    ),
                    say("Do not ask for it."),
                    step=step,
                    code="status",
                )
