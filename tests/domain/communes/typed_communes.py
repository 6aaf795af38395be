"""Ways of typing communes, each with the code that is found."""

import pytest

ONE: dict[str, dict[str, str]] = {
    "as it is written": {"Besançon": "25056", "L'Isle-sur-le-Doubs": "25315", "Y": "80829"},
    "without accents": {"besancon": "25056", "Cote-d'Or 21000 Dijon": "21231", "lezinnes": "89223"},
    "in capitals": {"BESANÇON": "25056", "BESANCON": "25056", "LONS LE SAUNIER": "39300"},
    "without hyphens": {"lons le saunier": "39300", "l isle sur le doubs": "25315"},
    "with odd apostrophes": {
        "L’Isle sur le Doubs": "25315",
        "Saint Georges d Orques": "34259",
        "saint georges d´orques": "34259",
    },
    "with odd blanks": {"  Besançon\u00a0": "25056", "Lons  -  le - Saunier": "39300"},
    "abbreviated": {
        "St Etienne du Rouvray": "76575",
        "St-Étienne": "42218",
        "Ste-Suzanne 25": "25526",
        "Chalon s/Saône": "71076",
        "Mt-de-Marsan": "40192",
        "nd de bellecombe": "73186",
    },
    "with the article or not": {
        "Le Creusot": "71153",
        "creusot": "71153",
        "Isle-sur-le-Doubs": "25315",
        "Les Ulis": "91692",
        "ulis": "91692",
        "lemans": "72181",
        "La Bresse": "88075",
    },
    "in a sentence": {
        "à Besançon": "25056",
        "au Creusot": "71153",
        "aux Ulis": "91692",
        "J'habite à Pontarlier": "25462",
        "ville de Vesoul": "70550",
    },
    "by its postcode": {"25000": "25056", "25 000": "25056", "F-25000": "25056", "97400": "97411"},
    "by postcode and name": {
        "25000 Besançon": "25056",
        "Besançon 25000": "25056",
        "70000 Vesoul": "70550",
        "Vesoul (70000)": "70550",
        "25030 Besançon Cedex": "25056",
        "21033 DIJON CEDEX 9": "21231",
        "38000 St Martin d'Hères": "38421",
    },
    "by name and department": {
        "Besançon 25": "25056",
        "25 Besançon": "25056",
        "Besançon (Doubs)": "25056",
        "Besançon, Doubs": "25056",
        "Besançon dans le Doubs": "25056",
        "Belfort - Territoire de Belfort": "90010",
        "Sainte-Colombe 25": "25515",
        "Saint-Denis (93)": "93066",
        "Saint-Denis, La Réunion": "97411",
        "Laval en Mayenne": "53130",
        "Bourg-en-Bresse 01": "01053",
    },
    "by name and region": {"Saint-Denis IDF": "93066", "Saint-Denis, La Réunion": "97411"},
    "in Corsica": {"Ajaccio 2A": "2A004", "Ajaccio 20": "2A004", "20000": "2A004"},
    "in a city of arrondissements": {
        "Paris": "75056",
        "Paris 11": "75056",
        "Paris 11e": "75056",
        "Paris 11ème arrondissement": "75056",
        "75011": "75056",
        "Lyon 3": "69123",
        "Marseille 1er": "13055",
        "13013 Marseille": "13055",
    },
    "overseas": {"Fort-de-France": "97209", "Nouméa": "98818", "Mamoudzou 976": "97611"},
    "by the name it had": {
        "Bellegarde-sur-Valserine": "01033",
        "Annecy-le-Vieux": "74010",
        "Escaufourt": "59545",
    },
    "with ligatures": {"Moÿ de l'Aisne": "02532", "oeuf en ternois": "62633"},
    "though it is also a department": {
        "Doubs": "25204",
        "Doubs (Doubs)": "25204",
        "La Réunion": "47222",
    },
}
TYPED = [
    pytest.param(typed, code, id=f"{how}: {typed}")
    for how, all_typed in ONE.items()
    for typed, code in all_typed.items()
]
