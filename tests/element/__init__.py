"""A person who uses Element: matrix-js-sdk with its Rust cryptography, in a process of Node.

What is independent of nio, and what most people will have. `make element` installs it.

    pytestmark = needs_element                          # else skipped; selected by `-m element`

    async with await Element.on(synapse, "Ana", tmp_path / "ana") as ana:
        await ana.refuses_unsigned_devices()            # as Element does from April 2026
        room = await ana.creates(direct_with=bot, encrypted=True)
        await ana.says(room, "…")                       # all that `MatrixPerson` can do
        [message] = await ana.examines(room)            # `Examined`: words, failure, shield, reason
        judgement = await ana.judges(bot)               # `Judgement`: master, verified, devices
        await ana.trusts(bot)                           # as after having compared emojis
"""

from tests.element.element import Device, Element, Examined, Judgement, needs_element

__all__ = ["Device", "Element", "Examined", "Judgement", "needs_element"]
