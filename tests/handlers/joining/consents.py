"""The notice that people read as they join, and their yes."""

YES = "J'ai 15 ans ou plus, j'accepte"
NOTICE = (
    "Rejoindre Pionniers de l'énergie\n"
    "Région Exemple garde votre nom, votre compte ici et ce que vous faites dans Pionniers de "
    "l'énergie.\n"
    "C'est uniquement pour participer : voter, écrire, recevoir des actualités et des réponses.\n"
    "Vous pouvez partir et tout faire effacer à tout moment : {mark}quitter. "
    "Une question : dpo@region.example."
)
