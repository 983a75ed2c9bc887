"""What happens when something breaks: one project per framework, whose services are taken away."""
