"""The engine's own buttons: of forms, and of the community that is meant.

Their handlers are in `bot/core/inbound/presses/engine_buttons.py`. The two that run a command and
open a form are in `bot/core/declarations/references/references.py`, where commands and forms make
them.
"""

from bot.core.declarations.references.references import ButtonRef
from bot.core.messages.answers import Answer
from bot.core.messages.typed_buttons import (
    CANCEL_FORM,
    END_LIST,
    GIVE_CHOICE,
    GIVE_TYPED,
    OPEN_OTHER_FORM,
    PICK_MEANING,
    SKIP_QUESTION,
    SKIP_REST,
)

cancel_form: ButtonRef[[], Answer] = ButtonRef(CANCEL_FORM)
skip_question: ButtonRef[[], Answer] = ButtonRef(SKIP_QUESTION)
skip_rest: ButtonRef[[], Answer] = ButtonRef(SKIP_REST)
open_other_form: ButtonRef[[str, str], Answer] = ButtonRef(OPEN_OTHER_FORM)
give_choice: ButtonRef[[str, str], Answer] = ButtonRef(GIVE_CHOICE)
give_typed: ButtonRef[[], Answer] = ButtonRef(GIVE_TYPED)
end_list: ButtonRef[[], Answer] = ButtonRef(END_LIST)
resume_form: ButtonRef[[], Answer] = ButtonRef("form_resume")
pick_meaning: ButtonRef[[str], Answer] = ButtonRef(PICK_MEANING)
ask_community: ButtonRef[[], Answer] = ButtonRef("mean")
choose_community: ButtonRef[[int], Answer] = ButtonRef("mean_in")
choose_and_go_on: ButtonRef[[int, str], Answer] = ButtonRef("mean_for")
