"""Audit labels of projects; a number would tell who makes them."""

from bot.core import Act, text

WRITE_FOR = Act(text("{who} wrote a project for a member"), text("write a project for a member"))
ENTRUST = Act(text("{who} entrusted a project to a member"), text("entrust a project to a member"))
REFUSE_A_CLAIM = Act(
    text("{who} did not entrust a project to a member"),
    text("decide who makes a project of a list"),
)
TAKE_DOWN = Act(text("{who} took a project down"), text("take a project down"))
BRING_A_LIST = Act(text("{who} brought a list of projects"), text("bring a list of projects"))
ADD_A_LIST = Act(text("{who} showed the projects of a list"), text("show the projects of a list"))
DISCARD_A_LIST = Act(text("{who} discarded a list of projects"), text("discard a list of projects"))
