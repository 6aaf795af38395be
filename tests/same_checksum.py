"""Two texts with the same checksum (CRC-32), and the same nine digits of it: ten letters do it."""

FIRST = "La Région vous souhaite un bel hiver."
FORGED = "La Région vous demande de voter pour la liste de M. Dupont (réf. dhhdlbmbaa)."
