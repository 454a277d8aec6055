"""A chat that was copied in WeCom, WeChat, DingTalk or Feishu, read into its messages. `read.read` is the way in."""
