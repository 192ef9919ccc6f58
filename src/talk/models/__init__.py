"""Models that `talk models` keeps on this machine, to be served beside the embedded one."""
