"""Make and measure the embedded model; serving it needs none of this."""
