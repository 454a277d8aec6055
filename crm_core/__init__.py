"""The shared CRM core: customers, milestones, tags, permissions. Knows no platform."""
