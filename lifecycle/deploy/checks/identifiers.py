"""No direct identifier is among the features."""

from lifecycle.deploy.checks import Check, of_guardrail

CHECK = Check("identifiers", of_guardrail("identifiers"))
