"""Reasons why a file cannot be read as a list, in words."""

from collections.abc import Mapping

from bot.core import Text, text
from bot.workers.table_lines import ReadFailure

LIST_FAILURES: Mapping[ReadFailure, Text] = {
    ReadFailure.BROKEN: text(
        "I cannot read this file. Open it in your spreadsheet program, save it as XLSX or CSV, "
        "and send it again."
    ),
    ReadFailure.NOT_A_LIST: text("This is not a list: send a spreadsheet (XLSX) or a CSV file."),
    ReadFailure.OLD_WORKBOOK: text(
        "This spreadsheet is in the old format (.xls), or has a password. Save it as XLSX, without "
        "a password, and send it again."
    ),
    ReadFailure.OTHER_WORKBOOK: text(
        "I do not read files of this kind. Save the list as XLSX or CSV, and send it again."
    ),
    ReadFailure.TOO_LARGE: text(
        "This file is too large once unpacked: send the list in several files."
    ),
    ReadFailure.EMPTY: text("This file is empty."),
    ReadFailure.GONE: text("This file is no longer here: please send it again."),
}
