"""What qabot needs of Slack: the port, the blocks and the gateway."""
