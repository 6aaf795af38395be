"""Sentences as members type them, none of them learned: each with what has to stand in the answer.

A pattern is looked for in the answer's text and in the labels of its buttons.
"""

EVERYDAY: tuple[tuple[str, str], ...] = (
    # An event: its day, its place, who comes.
    ("bonjour c est a kel heure samedi svp", "Visite du composteur|La date et le lieu"),
    ("ou faut il se garer pour la visite du composteur", "Visite du composteur"),
    ("inscrivez moi pour la visite merci", "Je viens"),
    ("je serai la jeudi", "Atelier vélo|Venir à un événement"),
    ("finalement jeudi je pourrai pas etre des votres", "Je ne viens"),
    ("desole je suis grippee pas de visite pour moi samedi", "Je ne viens"),
    ("je sais pas encore si je serai rentree samedi", "Peut-être"),
    ("reste t il de la place pour l atelier velo ?", "Atelier vélo"),
    ("on vient a deux avec mon mari samedi", "Je viens avec quelqu'un"),
    ("puis je amener ma petite fille a la visite", "Je viens avec quelqu'un|J'amène quelqu'un"),
    ("qu est ce que vous avez au programme en decembre", "Événements à venir|Visite"),
    ("y a til des sorties ce week end", "Visite du composteur|Événements à venir"),
    ("j aimerai organiser un gouter de quartier", "Proposer un événement"),
    ("j'aurais besoin d'une voiture pour aller a l'atelier de jeudi", "[Cc]ovoiturage|voiture"),
    ("je peu prendre 2 personnes dans ma voiture depuis dole", "[Cc]ovoiturage|voiture"),
    # Polls.
    ("je n ai pas encore vote comment faire", "Quelle couleur|Sondages"),
    ("quelle couleur a gagné pour le local ?", "Quelle couleur pour|Sondages"),
    ("je me suis trompee dans mon vote peut on le refaire", "vote|Quelle couleur"),
    ("est ce que mon vote a bien ete enregistre", "vote|Quelle couleur"),
    ("il faudrait demander l avis de tous pour le nom du jardin", "Proposer un sondage"),
    # People and the team.
    ("je voudrais parler a quelqu'un de vivant", "Que voulez-vous écrire|Écrire"),
    ("cest qui la cheffe ici ?", "équipe|Ana"),
    ("je voudrais faire la connaissance de personnes de mon age", "[Rr]encontr|mise"),
    ("comment retrouver l'adresse d'un membre ?", "[Aa]nnuaire"),
    ("ma voisine voudrait s'inscrire chez vous, vous avez un lien ?", "[Ii]nvit|membre"),
    ("un homme m a envoye des messages deplaces", "Signaler|équipe de jardinage s'en occupe"),
    ("etes vous une machine ou une dame ?", "un programme|Qui vous répond ici"),
    # Needs and offers.
    ("qqun aurait une echelle a me preter dimanche ?", "besoin|18 ans"),
    ("je cherche quelqu un pour tondre ma pelouse", "besoin|18 ans|[Aa]nnuaire"),
    ("j ai des pots de confiture vides a donner", "offre|18 ans"),
    ("je peux aider les gens avec leur ordinateur le mardi", "offre|18 ans"),
    ("quelles sont les demandes des autres en ce moment", "[Bb]esoins|offres"),
    # The Region.
    ("la region rembourse t elle les velos electriques ?", "Région"),
    ("Pourquoi n'y a-t-il plus de dermatologue à l'hôpital ?", "À la Région"),
    ("quand refont ils la route de la gare", "À la Région"),
    ("ma question du mois dernier est restee sans reponse", "question"),
    # News, letter, map.
    ("je n ai pas eu la derniere lettre", "[Ll]ettre"),
    ("quoi de nouveau depuis mon hospitalisation", "[Aa]ctu"),
    ("montrez moi ou sont les autres sur la carte", "🗺|[Cc]arte"),
    # Oneself.
    ("jai demenage a dole le mois dernier", "Dole|J'ai déménagé"),
    ("mon nom s'ecrit Zoé Moreau sans x", "nom"),
    ("je ne veux plus etre derangee apres 20 heures", "[Hh]eures calmes"),
    ("vous m ecrivez beaucoup trop c est penible", "Réglages|Ce que je reçois"),
    ("pouvez vous me parler en anglais please", "langue|English"),
    ("qu avez vous sur moi dans vos fichiers ?", "Tout ce qui est gardé sur vous|Voir mes données"),
    ("est ce que ma reponse au sondage est anonyme", "[Cc]onfident|données|voit"),
    ("supprimez toutes mes informations de votre systeme", "[Ee]ffacer"),
    ("je veux plus faire partie du groupe", "[Qq]uitter"),
    ("je suis hospitalisee 3 semaines pas de messages svp", "messages|[Ss]ilence"),
    ("jai un nouveau telephone je retrouve plus mon compte", "compte"),
    # Being lost, being kind.
    ("je suis perdue avec toutes ces touches", "Aide|aide"),
    ("oh la la j'ai appuye sur le mauvais", "revenir|Revenir"),
    ("rebonjour a tous", "Bonjour Zoé"),
    ("un grand merci pour votre aide", "plaisir"),
    ("bonne soiree a demain", "bientôt"),
    # English.
    ("could you put me down for the visit on saturday please", "Je viens|Venir à un événement"),
    ("what time does the bike workshop begin?", "Atelier vélo|Visite"),
    ("i have moved to Besancon", "Besançon"),
    ("where can i find the poll", "Quelle couleur"),
    ("someone to drive me on saturday?", "[Cc]ovoiturage|voiture"),
)
