"""qabot: a support department's quality-assurance programme, run in Slack."""
