"""Activation 启动预案: the steps become tasks, the call-down starts, the resources are requested."""
