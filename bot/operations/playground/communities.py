"""The two communities of the playground: their people, and what they said until today."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.config import Settings
from bot.core import Text, text
from bot.domain.words import fold

SQUARE = {"telegram": "telegram:-1001", "matrix": "matrix:!place"}
CHANNEL = "telegram:-1003"
TEAM = "telegram:-1002"
REGION = "matrix:!region"
CULTIVATOR = "telegram:42"

Said = tuple[str, str]
"""The same in French and in English."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with one account."""

    key: str
    name: str
    address: str
    """The account, and the direct room."""
    part: Text | None = None
    """What they are in the community, for those whom the visitor may be."""

    @property
    def network(self) -> str:
        """The network of the account."""
        return self.address.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Community:
    """A community, and its last week."""

    slug: str
    name: Said
    region: Said
    cast: Sequence[Person]
    """Those whom the visitor may be, the first one at the beginning."""
    crowd: Sequence[str]
    """First names of the other members: every other one is on Matrix."""
    talk: Sequence[tuple[int, Said]]
    """What members tell each other in the rooms, by their place in the crowd."""
    old_poll: Said
    outcome: Said
    old_event: Said
    old_question: Said
    old_answer: Said
    old_news: tuple[Said, Said]
    poll: Said
    choices: Sequence[Said]
    event: Said
    question: Said
    news: tuple[Said, Said]
    """Of the letter that waits for approval: the territory's, then the Region's."""
    need: Said
    offer: Said

    @property
    def crowd_people(self) -> list[Person]:
        """The other members."""
        return [
            Person(f"member{nth}", name, _account(name, (1000 + nth) * (nth % 2 == 0)))
            for nth, name in enumerate(self.crowd)
        ]

    def settings(self, locale: str) -> Settings:
        """Its configuration in a language."""
        nth = int(locale == "en")
        keys = {each.key: each.address for each in self.cast}
        return Settings.model_validate(
            {
                "instance": {
                    "locale": locale,
                    "contact": "dpo@region.example",
                    "cultivators": [CULTIVATOR],
                },
                "privacy": {"controller": self.region[nth]},
                "communities": [
                    {
                        "slug": self.slug,
                        "name": self.name[nth],
                        "locale": locale,
                        "rooms": list(SQUARE.values()),
                        "channels": [CHANNEL],
                        "gardeners_room": TEAM,
                        "region_room": REGION,
                        "gardeners": {"territory": keys["territory"], "region": keys["region"]},
                        "digest": "tue 08:00",
                    }
                ],
            }
        )


def _account(name: str, number: int = 0) -> str:
    """An account of Telegram, where there is a number, else of Matrix."""
    return f"telegram:{number}" if number else f"matrix:@{fold(name)}:exemple.fr"


def _cast(names: str) -> Sequence[Person]:
    """The people whom the visitor may be, in the order of their parts."""
    member, other, territory, region, agent, newcomer = names.split()
    return (
        Person("telegram", member, _account(member, 101), text("member, on Telegram")),
        Person("matrix", other, _account(other), text("member, on Matrix")),
        Person("territory", territory, _account(territory, 43), text("gardener for the territory")),
        Person("region", region, _account(region), text("gardener for the Region")),
        Person("agent", agent, _account(agent), text("agent of the Region")),
        Person("newcomer", newcomer, _account(newcomer, 102), text("not a member yet")),
    )


ENERGY = Community(
    slug="energie",
    name=("Pionniers de l'énergie", "Energy pioneers"),
    region=("Région Bourgogne-Franche-Comté", "Bourgogne-Franche-Comté Region"),
    cast=_cast("Zoé Malik Ana Luc Inès Théo"),
    crowd=(
        "Jeanne",
        "Karim",
        "Odile",
        "Hugo",
        "Sylvie",
        "Bastien",
        "Fatou",
        "Gilles",
        "Nora",
        "Étienne",
        "Marion",
        "Yanis",
        "Colette",
        "Adrien",
        "Léa",
        "Michel",
        "Salomé",
        "Denis",
        "Aïcha",
        "Romain",
        "Brigitte",
        "Tom",
        "Élodie",
        "Pascal",
        "Clara",
        "Henri",
        "Lina",
        "Serge",
        "Anouk",
        "Victor",
        "Monique",
        "Samir",
        "Estelle",
        "Rémi",
        "Josette",
    ),
    talk=(
        (
            4,
            (
                "Bonjour à tous ! Chez nous, les combles sont finis : la chaudière dort enfin.",
                "Hello everyone! Our loft is insulated at last: the boiler can have a rest.",
            ),
        ),
        (
            1,
            (
                "Bravo Sylvie. Tu as gardé les devis ? Mon voisin cherche un artisan.",
                "Well done Sylvie. Did you keep the quotes? My neighbour looks for a builder.",
            ),
        ),
        (
            10,
            (
                "La toiture de l'école tient bon : 3 kW au soleil de novembre.",
                "The school's roof does well: 3 kW in the November sun.",
            ),
        ),
        (9, ("Qui covoiture depuis Vesoul mercredi ?", "Who drives from Vesoul on Wednesday?")),
    ),
    old_poll=(
        "Quel atelier pour l'hiver ? | Isoler les combles | La facture | Le solaire à plusieurs",
        "Which workshop for the winter? | Insulate the loft | The bill | Solar together",
    ),
    outcome=(
        "L'atelier sur le solaire à plusieurs a lieu mercredi à Besançon.",
        "The workshop on solar together is on Wednesday in Besançon.",
    ),
    old_event=(
        "Visite de la chaufferie bois | samedi 10h | Vesoul | 15 places",
        "Visit to the wood-fired heating plant | Saturday 10:00 | Vesoul | 15 places",
    ),
    old_question=(
        "L'aide au vélo électrique est-elle reconduite ?",
        "Will the grant for electric bikes go on?",
    ),
    old_answer=(
        "Oui, toute l'année prochaine. Les demandes ouvrent le 2 janvier sur le site de la Région.",
        "Yes, for all of next year. Requests open on 2 January on the Region's site.",
    ),
    old_news=(
        (
            "Une coopérative à Lons | Douze foyers achètent ensemble leurs panneaux.",
            "A cooperative in Lons | Twelve households buy their panels together.",
        ),
        (
            "Un conseil gratuit | Les espaces conseil France Rénov' reçoivent aussi le samedi.",
            "Free advice | The renovation advice centres are now open on Saturdays too.",
        ),
    ),
    poll=("Où nous retrouver en janvier ?", "Where shall we meet in January?"),
    choices=(("Besançon", "Besançon"), ("Dijon", "Dijon"), ("Belfort", "Belfort")),
    event=(
        "Atelier : le solaire à plusieurs | mercredi 18h30 | Besançon | 20 places",
        "Workshop: solar together | Wednesday 18:30 | Besançon | 20 places",
    ),
    question=(
        "L'aide à la rénovation est-elle ouverte aux copropriétés ?",
        "Is the renovation grant open to blocks of flats?",
    ),
    news=(
        (
            "La toiture de l'école produit | Planoise a vendu ses premiers kilowattheures.",
            "The school's roof produces | Planoise has sold its first kilowatt-hours.",
        ),
        (
            "Appel à projets énergie | La Région reçoit les dossiers jusqu'au 31 janvier.",
            "Call for energy projects | The Region takes applications until 31 January.",
        ),
    ),
    need=(
        "Je cherche une caméra thermique à emprunter à Dole",
        "I am looking for a thermal camera to borrow in Dole",
    ),
    offer=("Je prête une caméra thermique à Besançon", "I lend a thermal camera in Besançon"),
)

CITIZENS = Community(
    slug="citoyens",
    name=("Citoyennes et citoyens de Millau et des Causses", "Citizens of Millau and the Causses"),
    region=("Région Occitanie", "Occitanie Region"),
    cast=_cast("Lucie Bruno Nadia Paul Claire Sam"),
    crowd=(
        "Mireille",
        "Julien",
        "Awa",
        "Bernard",
        "Sophie",
        "Mehdi",
        "Annie",
        "Florian",
        "Rose",
        "Lucas",
        "Danielle",
        "Olivier",
        "Inaya",
        "Robert",
        "Manon",
        "Cédric",
        "Paulette",
        "Nathan",
        "Valérie",
        "Driss",
        "Suzanne",
        "Kevin",
        "Agathe",
        "Marcel",
        "Jade",
        "Thierry",
        "Louise",
        "Idriss",
        "Nicole",
        "Mathis",
        "Chantal",
        "Gabriel",
        "Aline",
        "Rachid",
        "Yvonne",
    ),
    talk=(
        (
            4,
            (
                "Le marché d'hiver revient place Foch. Qui tient le stand avec moi ?",
                "The winter market is back on the square. Who runs the stand with me?",
            ),
        ),
        (1, ("Moi, le samedi matin.", "Me, on Saturday morning.")),
        (
            10,
            (
                "La navette de Saint-Affrique était pleine ce matin, bon signe !",
                "The shuttle from Saint-Affrique was full this morning: a good sign!",
            ),
        ),
        (
            9,
            (
                "J'ai deux pommiers à donner pour le verger.",
                "I have two apple trees to give for the orchard.",
            ),
        ),
    ),
    old_poll=(
        "Par où commencer ? | Une rue aux enfants | Des bancs à l'ombre | Un verger partagé",
        "Where shall we begin? | A street for children | Benches in the shade | A shared orchard",
    ),
    outcome=(
        "Le verger partagé commence : plantation mercredi, avec la commune.",
        "The shared orchard begins: we plant on Wednesday, with the town.",
    ),
    old_event=(
        "Marche le long du Tarn | samedi 10h | Millau | 25 places",
        "Walk along the Tarn | Saturday 10:00 | Millau | 25 places",
    ),
    old_question=("La navette du soir sera-t-elle maintenue ?", "Will the evening shuttle stay?"),
    old_answer=(
        "Oui, jusqu'en juin, avec un passage de plus le vendredi.",
        "Yes, until June, with one more run on Fridays.",
    ),
    old_news=(
        (
            "La ressourcerie s'agrandit | Elle cherche des bras le premier samedi du mois.",
            "The reuse centre grows | It needs a hand on the first Saturday of the month.",
        ),
        (
            "Budget participatif | Les idées se déposent jusqu'au 15 janvier.",
            "Participatory budget | Ideas are welcome until 15 January.",
        ),
    ),
    poll=("Où planter le verger partagé ?", "Where shall we plant the shared orchard?"),
    choices=(
        ("Au bord du Tarn", "By the Tarn"),
        ("Derrière l'école", "Behind the school"),
        ("Près du marché", "Near the market"),
    ),
    event=(
        "Plantation du verger | mercredi 14h | Millau | 30 places",
        "Planting the orchard | Wednesday 14:00 | Millau | 30 places",
    ),
    question=(
        "Les villages de moins de 500 habitants ont-ils droit au budget participatif ?",
        "May villages of fewer than 500 people take part in the participatory budget?",
    ),
    news=(
        (
            "Deux cents arbres offerts | La pépinière de Creissels donne ses jeunes fruitiers.",
            "Two hundred trees | The nursery of Creissels gives its young fruit trees.",
        ),
        (
            "Un car pour l'assemblée | La Région paie le trajet de Millau à Toulouse.",
            "A coach to the assembly | The Region pays the journey from Millau to Toulouse.",
        ),
    ),
    need=(
        "Je cherche une bêche et une brouette à Millau",
        "I am looking for a spade and a barrow in Millau",
    ),
    offer=("Je prête des outils de jardin à Creissels", "I lend garden tools in Creissels"),
)

COMMUNITIES = {each.slug: each for each in (ENERGY, CITIZENS)}
