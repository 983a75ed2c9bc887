"""Every combination that the questionnaire offers: decided, rendered, and a covering set run."""
