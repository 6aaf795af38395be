"""Phrases of people who answer an event, or change their answer: see `Intents`."""

CHANGED_MIND = (
    "[finalement|en fait] je (ne |)(viens|viendrai|serai) (plus|pas|pas la)",
    "[finalement|en fait] je (ne |)(peux|pourrai) (plus|pas) venir …",
    "(j'ai un empechement|j'annule|je dois annuler|je me desinscris|desinscrivez moi)",
    "(annuler|changer|modifier) (ma venue|mon inscription|ma reponse)",
    "(je voudrais|je veux|je souhaite) (annuler|changer|modifier) ma venue",
    "(je voudrais|je veux|je souhaite) (annuler|changer|modifier) mon inscription",
    "(je voudrais|je veux|je souhaite) (annuler|changer|modifier) ma reponse",
    "(i can't|i cannot|i can not|can't|cannot) (come|make it) …",
    "i (am|'m|will) not (coming|come|be there) [any more|anymore|after all]",
    "(i am|i'm) no longer coming",
    "i'm not coming [any more|anymore|after all]",
    "cancel my (sign up|registration|answer|place)",
)

_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain"
COMING = (
    "[finalement|en fait] je (viens|vient|viendrai|participe) [finalement|aussi|volontiers]",
    "[finalement|en fait] je (viens|vient|viendrai|participe) (avec|a|au|aux) …",
    f"[finalement|en fait] je (viens|vient|viendrai|participe) ({_DAYS}) …",
    "je serai (la|present|presente|des votres) …",
    "(on viendra|nous viendrons|on sera|nous serons) …",
    "(on vient|nous venons) (a|au|aux|avec|tous|toutes) …",
    "comptez sur (moi|nous) …",
    "(i am|i'm|we are|we're) coming …",
    "(i will|i'll|we will|we'll) (come|be there) …",
    "count (me|us) in …",
)
