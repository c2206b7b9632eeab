"""The words of a segment around its conditions, in English and Spanish."""

from __future__ import annotations

AND, OR, NOT, IN = ("and", "y", "e"), ("or", "o", "u"), ("not", "no"), ("in", "en")
ALL = ("all", "everyone", "everybody", "todos", "todas")
RECEIVED = ("received", "recibió", "recibio")
ANSWERED = ("answered", "contestó", "contesto", "respondió", "respondio")
ANY = ("any", "anything", "algo", "cualquiera")
FLOW = ("flow", "flujo")
THE = ("the", "el", "la")
SEGMENT = ("segment", "segmento")
WITHIN = ("within", "dentro")
MILES = ("miles", "mile", "mi", "millas", "milla")
OF = ("of", "de")
EVENT = ("event", "action", "evento", "acción", "accion")
# Units of an age, by their seconds.
UNITS_S = {
    seconds: words.split()
    for seconds, words in (
        (3600, "h hour hours hora horas"),
        (86_400, "d day days dia dias día días"),
        (7 * 86_400, "w week weeks semana semanas"),
        (30 * 86_400, "m month months mes meses"),
    )
}
