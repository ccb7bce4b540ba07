"""Accidents 生产安全事故: reported by the hour, graded, investigated, published, their lessons carried out."""
