"""One real gradient step on a copy of the weights: the map and the loss before and after."""
