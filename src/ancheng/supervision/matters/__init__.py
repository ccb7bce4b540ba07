"""Matters 专项事项: short supervised courses of objects, such as dangerous works or illegal construction, one file a kind."""
