"""The preview of a list in words: people, known people, and problems line by line."""

from collections.abc import Sequence

from bot.core import Bold, Line, Text, Words, ntext, text
from bot.domain.invitations.people_list import Remark
from bot.domain.invitations.preview import Preview
from bot.vocabulary.lists.brought_lists import column_lines, problem_text
from handlers.invitations.lists import MATCH_LABELS, PROBLEM_TEXTS


def preview_lines(preview: Preview) -> list[Line]:
    lines: list[Line] = [_count_text(preview)]
    if preview.first:
        lines.append(text("The first: {names}.", names=preview.first))
    lines += column_lines(preview.understood, preview.ignored)
    lines += _repeated_lines(preview)
    if preview.left_out:
        lines += _problem_lines(_left_out_text(preview), preview.first_left_out)
    if preview.aside:
        lines += _problem_lines(_ignored_text(preview), preview.first_aside[:3])
    if preview.people:
        lines += [
            "",
            text(
                "This makes nobody a member: each person gets a code, reads your source and "
                "decides. Those who have not come after 60 days are erased."
            ),
        ]
    return lines


def _problem_lines(title: Text, remarks: Sequence[Remark]) -> list[Line]:
    return ["", Bold(title), *(_problem_text(each) for each in remarks)]


def _count_text(preview: Preview) -> Text:
    if not preview.people:
        return text("There is nobody to invite.")
    return ntext("{count} person to invite.", "{count} people to invite.", preview.people)


def _repeated_lines(preview: Preview) -> list[Line]:
    lines: list[Line] = []
    if preview.twice:
        lines.append(
            ntext(
                "{count} line repeats a person listed above: {lines}.",
                "{count} lines repeat a person listed above: {lines}.",
                preview.twice,
                lines=_abbreviated([str(each.line) for each in preview.first_twice], preview.twice),
            )
        )
    if preview.known:
        names = [
            text("{name} ({how})", name=each.name, how=MATCH_LABELS[each.how])
            for each in preview.first_known
        ]
        lines.append(
            ntext(
                "{count} person is already a member or invited: {names}.",
                "{count} people are already members or invited: {names}.",
                preview.known,
                names=_abbreviated(names, preview.known),
            )
        )
    return lines


def _abbreviated(first: list[Words] | list[str] | list[Text], count: int) -> list[object]:
    return [*first, "…"] if count > len(first) else [*first]


def _left_out_text(preview: Preview) -> Text:
    return ntext(
        "{count} line has an error and invites nobody.",
        "{count} lines have an error and invite nobody.",
        preview.left_out,
    )


def _ignored_text(preview: Preview) -> Text:
    return ntext(
        "{count} cell was not understood: the person is invited without it.",
        "{count} cells were not understood: the people are invited without them.",
        preview.aside,
    )


def _problem_text(remark: Remark) -> Text:
    return problem_text(remark.line, PROBLEM_TEXTS[remark.problem], remark.typed)
