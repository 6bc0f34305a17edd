"""Demo initiatives: made-up data, said to be so wherever it is shown, the same at every first start."""
