"""From YAML files to a checked Deck: source (values with marks), schema, layouts, problems, load."""
