"""The pages: thin scripts that read, show and hand over."""
