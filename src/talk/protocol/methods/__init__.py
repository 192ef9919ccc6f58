"""One file a noun: parameters, result and event of each of its methods, and `METHODS`."""
