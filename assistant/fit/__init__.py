"""Which place of a plan fits an enterprise: profiles from the plan's structure, matching, a shown score, a report."""
