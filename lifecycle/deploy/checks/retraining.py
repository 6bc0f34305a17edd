"""Training again decides the same."""

from lifecycle.deploy.checks import Check, of_guardrail

CHECK = Check("retraining", of_guardrail("retraining_flips"))
