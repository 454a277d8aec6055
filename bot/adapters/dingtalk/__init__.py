"""DingTalk: client, inbound, outbound and what else the platform needs."""
