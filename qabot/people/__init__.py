"""People, their roles and where they work: sites, lines of business, queues, teams."""
