from datetime import timedelta
from tests.handlers.calls.calls import *
from tests.handlers.introductions.adults import grown
from tests.town import Neighbour, Town, labels, SQUARE

def test_x(town: Town) -> None:
    ana = town.gardener("territory")
    luc = town.gardener("region")
    zoe = grown(town.member("Zoé", on="matrix")); yan = grown(town.member("Yan"))
    print(ana.says("/appel")); print(labels(ana))
    print(makes_call(ana)); print(ana.inbox[-1])
    print([e.text for e in town.said_in(SQUARE["telegram"])])
    print(labels(town.said_in(SQUARE["telegram"])[-1]) if 0 else "")
    print(drafts(zoe, "Tomates", "Classe de CM1"))
    print("PIC", adds_picture(zoe), labels(zoe))
    print("WHOLE", zoe.presses("Tout relire"), labels(zoe))
    print("SEND", zoe.presses(SEND), labels(zoe))
    print(enters(yan, "Courges"))
    print("TODO", ana.says("/afaire"), labels(ana))
    print(ana.presses("Regarder la participation 1"), labels(ana))
    print(ana.presses("Accepter"), labels(ana))
    accepts(ana, 2)
    print("ZOE", zoe.inbox[-1])
    town.move(timedelta(days=25))
    print("ZOE", zoe.inbox[-2:]); print("ANA", ana.inbox[-2:])
    print(ana.says("/appel 1"), labels(ana))
    print(ana.presses("Ouvrir le vote"))
    sq=SQUARE["telegram"]
    for e in town.said_in(sq)[-3:]: print("SQ", e.text, [c.label for c in e.choices])
    zoe.says("!sondage"); print(zoe.inbox[-1], labels(zoe))
    yan.presses("Courges", room=sq)
    print(yan.says("/cloturer 1"))
    print(ana.says("/cloturer 1"))
    for e in town.said_in(sq)[-4:]: print("SQ", e.text, [c.label for c in e.choices], e.said.picture)
    print(zoe.says("!appel"), labels(zoe)); print(zoe.says("!appel 1"), labels(zoe)); print(zoe.presses("Voir les participations"), labels(zoe))
    print(zoe.presses("« Tomates »"))
    print(zoe.says("!mesdonnees"))
    assert 0
