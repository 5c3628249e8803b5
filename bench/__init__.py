"""What qabot costs, always against a baseline in the same run, as a ratio: machines differ, and are noisy."""
