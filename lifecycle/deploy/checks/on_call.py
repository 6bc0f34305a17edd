"""On call and deputy are named."""

from lifecycle.deploy.checks import Check, of_guardrail

CHECK = Check("on_call", of_guardrail("ownership"))
