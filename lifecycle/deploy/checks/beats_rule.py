"""The champion earns more than a rule of thumb."""

from lifecycle.deploy.checks import Check, of_guardrail

CHECK = Check("beats_rule", of_guardrail("lift_over_rule"))
