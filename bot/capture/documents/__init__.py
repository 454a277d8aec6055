"""Pictures of business papers: a quotation (报价单) or a name card (名片) → its words in order, and which of them is what."""
