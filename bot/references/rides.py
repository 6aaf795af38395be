"""References of rides that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, CommandRef, FormRef, Replace, RevisedRef

ride_thing: RevisedRef = RevisedRef("ride")
rides_command: CommandRef[..., Any] = CommandRef("rides", "covoiturage")
show_rides: ButtonRef[[int], Answer] = ButtonRef("rides")
offer_ride: ButtonRef[[int], Answer] = ButtonRef("ride_offer")
search_ride: ButtonRef[[int], Answer] = ButtonRef("ride_search")
show_typed_ride: ButtonRef[[int, str, str, int], Answer] = ButtonRef("ride_typed")
"""A ride as typed: its event, its kind, the commune, or "0", and the seats, or 0."""
take_typed_ride: ButtonRef[[int, str, str, int], Answer] = ButtonRef("ride_typed_ok")
withdraw_ride: ButtonRef[[int], Replace] = ButtonRef("ride_out")
ask_for_ride: ButtonRef[[int], Answer] = ButtonRef("ride_ask")
offer_form: FormRef[..., Any] = FormRef("ride_offer_from")
search_form: FormRef[..., Any] = FormRef("ride_search_from")
