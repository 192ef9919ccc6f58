"""One text written with ever fewer bits for each weight."""
