"""Runs of state machines: the same acts each time, and no limit to the time of one act."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_in_any_order(machine: type[RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    """Run a machine's rules in as many orders as there are `examples`, of so many steps each.

    The orders follow from the source of the `machine`'s class.
    """
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
