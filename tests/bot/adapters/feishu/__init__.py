"""The Feishu adapter against the vendor's SDK and the simulator."""
