"""Credit 安全生产信用: what is gathered, how it is rated, who is listed and when the list lets go again."""
