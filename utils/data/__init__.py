"""Data for the labs: one file per source; each says first whether it is real, simulated or synthetic."""
