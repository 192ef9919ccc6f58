"""One file a noun: parameters, result and event of each method, and the line that puts it into the registry."""
