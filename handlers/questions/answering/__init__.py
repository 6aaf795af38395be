"""The Region's side: take, draft, answer, pass on and decline questions, until they are settled."""
