"""The attention explorer: a component with a Python half and a browser half in one folder."""
