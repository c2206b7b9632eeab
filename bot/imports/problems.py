"""Everything that can be wrong with a row or a cell: what it costs, in words, and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.sentences import Sentence, say


class Cost(StrEnum):
    """What a problem costs. ASKED: the row, or the ZIP, waits for one answer for the file."""

    ROW = "row"
    ASKED = "asked"
    ZIP = "zip"
    LANG = "lang"
    NAME = "name"
    TAG = "tag"
    NOTHING = "nothing"


class Kind(StrEnum):
    """Kinds of problems. Values are in the preview's JSON: they stay as they are."""

    OPEN_QUOTE = "open_quote"
    TOO_MANY_CELLS = "too_many_cells"
    NO_NUMBER = "no_number"
    ONLY_OTHER_PHONE = "only_other_phone"
    TWO_NUMBERS = "two_numbers"
    TWO_IN_CELL = "two_in_cell"
    EXTENSION = "extension"
    POWER = "power"
    NO_AREA_CODE = "no_area_code"
    DIGITS = "digits"
    NOT_A_NUMBER = "not_a_number"
    NO_SUCH_NUMBER = "no_such_number"
    TAKES_NO_TEXTS = "takes_no_texts"
    ABROAD = "abroad"
    LONG_NAME = "long_name"
    BROKEN_NAME = "broken_name"
    CONTROL = "control"
    UNREADABLE = "unreadable"
    GARBLED_NAME = "garbled_name"
    STOPPED_IN_FILE = "stopped_in_file"
    ZIP_ZERO = "zip_zero"
    BAD_ZIP = "bad_zip"
    UNKNOWN_LANG = "unknown_lang"
    OTHER_LANG = "other_lang"
    LONG_TAG = "long_tag"
    BAR_TAG = "bar_tag"
    TWICE = "twice"
    TWICE_DIFFERS = "twice_differs"
    STOPPED = "stopped"
    ERASED = "erased"
    LANDLINE = "landline"
    LANDLINE_FOUND = "landline_found"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of problem in words: what is wrong, and what to do now."""

    cost: Cost
    what: Sentence
    mend: Sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, with the file's own row number and the cell it is about."""

    kind: Kind
    row: int
    value: str = ""


def _row(what: Sentence, mend: Sentence) -> Notice:
    return Notice(Cost.ROW, what, mend)


NOTICES: Mapping[Kind, Notice] = {
    Kind.OPEN_QUOTE: _row(
        say("a quotation mark is not closed"),
        say("Close it, or take it out; in CSV a mark inside a cell is written twice."),
    ),
    Kind.TOO_MANY_CELLS: _row(
        say("more cells than columns: a separator inside a cell"),
        say("Put quotation marks around the cell that holds the separator."),
    ),
    Kind.NO_NUMBER: _row(say("no phone number"), say("Fill it in, or leave the row out.")),
    Kind.ONLY_OTHER_PHONE: _row(
        say("only a home, work or other number, which is not texted"),
        say("Put a number that takes texts into the phone column, or choose that column."),
    ),
    Kind.TWO_NUMBERS: _row(
        say("two phone columns with different numbers"),
        say("Say which column counts, or leave one number in the row."),
    ),
    Kind.TWO_IN_CELL: Notice(
        Cost.ASKED,
        say("two numbers in one cell"),
        say("Answer for the file: take the first of them, or leave these rows out."),
    ),
    Kind.EXTENSION: Notice(
        Cost.ASKED,
        say("a number with an extension, which cannot be texted"),
        say("Answer for the file: take the number without it, or leave these rows out."),
    ),
    Kind.POWER: _row(
        say("a number like 3.12555E+09, whose last digits the spreadsheet has thrown away"),
        say("Go back to the original file and save the column as text."),
    ),
    Kind.NO_AREA_CODE: _row(
        say("seven digits: the area code is missing"), say("Write it like 312 555 0142.")
    ),
    Kind.DIGITS: _row(
        say("too few or too many digits for a US number"), say("Write it like 312 555 0142.")
    ),
    Kind.NOT_A_NUMBER: _row(say("not a phone number"), say("Write it like 312 555 0142.")),
    Kind.NO_SUCH_NUMBER: _row(
        say("no such number in the US, Canada or the Caribbean"), say("Ask the person again.")
    ),
    Kind.TAKES_NO_TEXTS: _row(
        say("a toll-free or premium number, which takes no texts"),
        say("Ask the person for the number of their phone."),
    ),
    Kind.ABROAD: _row(
        say("a number of another country"), say("Only numbers of +1 are texted; leave it out.")
    ),
    Kind.LONG_NAME: _row(
        say("a name of more than 60 characters"), say("See whether cells have run together.")
    ),
    Kind.BROKEN_NAME: _row(
        say("a name with a line break"), say("See whether rows have run together.")
    ),
    Kind.CONTROL: _row(
        say("a control character, which no keyboard types"), say("Type the cell anew.")
    ),
    Kind.UNREADABLE: _row(
        say("a letter that cannot be read"), say("Save the file as CSV UTF-8, or type it anew.")
    ),
    Kind.GARBLED_NAME: Notice(
        Cost.NAME,
        say("a name whose letters were garbled on the way (JosÃ© for José)"),
        say("The person comes in without it. Save the original as CSV UTF-8 and bring it again."),
    ),
    Kind.STOPPED_IN_FILE: _row(
        say("the file says that they want no texts"), say("Nothing to do: they stay out.")
    ),
    Kind.ZIP_ZERO: Notice(
        Cost.ASKED,
        say("a ZIP of four digits: a spreadsheet has taken its first zero away"),
        say("Answer for the file: put the zero back, or leave these ZIPs out."),
    ),
    Kind.BAD_ZIP: Notice(
        Cost.ZIP, say("no such ZIP"), say("The person comes in without it. Correct it later.")
    ),
    Kind.UNKNOWN_LANG: Notice(
        Cost.LANG,
        say("not the name of a language"),
        say("The person comes in without it and is texted in the campaign's first language."),
    ),
    Kind.OTHER_LANG: Notice(
        Cost.LANG,
        say("a language the campaign does not have"),
        say("The person comes in without it and is texted in the campaign's first language."),
    ),
    Kind.LONG_TAG: Notice(
        Cost.TAG, say("a tag of more than 40 characters"), say("It is cut as shown.")
    ),
    Kind.BAR_TAG: Notice(
        Cost.ASKED,
        say("a tag with a bar"),
        say("Answer for the file: several tags, or one with the bar in it."),
    ),
    Kind.TWICE: Notice(
        Cost.NOTHING,
        say("the same number again"),
        say("One person: what the first row left empty is taken from this one."),
    ),
    Kind.TWICE_DIFFERS: Notice(
        Cost.NOTHING,
        say("the same number again, with something else in it"),
        say("The first row counts. See whether two people share a phone."),
    ),
    Kind.STOPPED: _row(
        say("they have stopped"), say("They stay out; only they can come back, by texting START.")
    ),
    Kind.ERASED: _row(
        say("they asked to be erased, or were"),
        say("They stay out; they can come back by texting in."),
    ),
    Kind.LANDLINE: Notice(
        Cost.NOTHING,
        say("a number that takes no texts, as the record has found"),
        say("They are kept, and not texted."),
    ),
    Kind.LANDLINE_FOUND: Notice(
        Cost.NOTHING,
        say("a landline, as its carrier says"),
        say("They are kept, and not texted."),
    ),
    Kind.DIFFERS: Notice(
        Cost.NOTHING,
        say("the record says something else"),
        say("What the person has said to us stays."),
    ),
}
