"""What leaves the stage: PDF and rendered checks, by way of an installed Chromium."""
