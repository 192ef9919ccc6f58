"""Make and measure the embedded model: corpus, recipes, tasks, claims. Serving the model needs none of it."""
