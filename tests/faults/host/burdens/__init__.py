"""An app of the host whose jobs are hard on whoever runs them; without models."""
