"""Make the embedded model from nothing, by flat scripts: the recipes.

`all.sh` has them all in their order.
"""

import os

# Two threads on busy cores would spin instead of working. OpenMP reads the variable when torch is
# first imported, and this package is imported before any recipe imports torch.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
