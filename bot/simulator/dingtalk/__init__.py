"""DingTalk's stand-in on loopback: the vendor's wire, its limits, and its bad days."""
