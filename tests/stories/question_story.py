"""The parts of a question's story: asked on Telegram, half answered, answered, in the letter."""

from datetime import timedelta

from tests.emulator import Person
from tests.networks.region import OnMatrix, Region, is_told, taps, tells
from tests.transports.contract import eventually

WORDS = "Quand ouvre l'aide au vélo ?"
MONDAY_TO_LETTER = timedelta(hours=22, minutes=1)
HALF, WHOLE = "En mai.", "En mai, pour tous les vélos."


async def ask(region: Region, zoe: Person) -> None:
    """Zoé asks without her name, and Ana shows it to the members."""
    preview = await tells(zoe, f"/question {WORDS}", "Lue tout de suite par")
    await taps(zoe, preview, "Envoyer sans mon nom", "En attente de la Région")
    request = await is_told(region.ana, "Question 1")
    await taps(region.ana, request, "Montrer aux membres", "Les membres peuvent la lire")


async def join(max_: OnMatrix) -> None:
    """Max has the same question, and finds hers."""
    await max_.says("!question À quelle date ouvre l'aide pour un vélo ?", "Est-ce déjà ceci")
    await max_.says("1", "C'est noté")


async def answer_half(luc: OnMatrix, zoe: Person) -> None:
    """Luc takes it and answers; Zoé says what is missing."""
    await luc.told("Question 1")
    await luc.says("!prendre 1 vendredi", "vendredi 27 novembre")
    await is_told(zoe, "Luc")
    await luc.says(f"!repondre 1 {HALF}", "écrivez 1 ou publier")
    await luc.says("1", "publiée")
    answer = await is_told(zoe, "Réponse à la question 1")
    await taps(zoe, answer, "En partie", "Que manque-t-il")
    await tells(zoe, "Pour quels vélos ?", "est rouverte")
    await luc.told("Pour quels vélos ?")


async def answer_whole(luc: OnMatrix, zoe: Person, max_: OnMatrix) -> None:
    """Luc answers again; Zoé and Max, who has the same question, are told."""
    await luc.says(f"!repondre 1 {WHOLE}", WHOLE)
    await luc.says("Publier la réponse", "publiée")

    async def answers() -> list[str]:
        cards = [it for it in zoe.private.said if "Réponse utile" in it.labels]
        return [it.text for it in cards if WHOLE in it.text]

    await eventually(answers)
    card = next(it for it in reversed(zoe.private.said) if "Réponse utile" in it.labels)
    await taps(zoe, card, "Réponse utile", "Vous avez répondu : Réponse utile")
    await max_.told(WHOLE)


async def send_letter(
    region: Region, luc: OnMatrix, *, after: timedelta = MONDAY_TO_LETTER
) -> None:
    """Both gardeners approve the letter, and its time comes."""
    draft = await tells(region.ana, "/lettre", "Lettre 1 : brouillon.")
    preview = await taps(region.ana, draft, "Aperçu", "Destinataires")
    await taps(region.ana, preview, "Soumettre à Luc", "Luc doit encore l'approuver")
    await luc.told("Approuver")
    await luc.says("Approuver", "approuvée par Luc")
    await region.moves(after)
