"""`terreau check`: a line for each thing that must be in order, with what to do where it is not.

What is still to come (a seat whose holder has not joined) is told apart from what is wrong.
Nothing is changed: the database is seen as the next start will have it, then left as it is.
"""
