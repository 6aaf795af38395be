"""People who are introduced to each other."""

INTRODUCE = "/presenter Zoé | Yan | Vous cherchez un local à Auch"
YES, NO = "Oui, donner ce contact", "Non merci"
