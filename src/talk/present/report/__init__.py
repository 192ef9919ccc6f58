"""`talk report`: what happened in the last talk with a deck, from its journal."""
