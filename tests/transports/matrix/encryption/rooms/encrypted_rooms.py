"""Messages in encrypted rooms."""

from bot.transports.matrix import MatrixTransport
from tests.synapse import MatrixPerson
from tests.transports.matrix_stage import words


async def say(transport: MatrixTransport, room: str, said: str) -> str:
    """Say something once; gives its id."""
    return await transport.send(f"matrix:{room}", words(said), txn=said, reply_to=None)


async def bodies(person: MatrixPerson, room: str) -> list[str]:
    return [it.body for it in await person.reads(room)]
