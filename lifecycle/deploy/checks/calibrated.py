"""The champion's probabilities are calibrated."""

from lifecycle.deploy.checks import Check, of_guardrail

CHECK = Check("calibrated", of_guardrail("calibration"))
