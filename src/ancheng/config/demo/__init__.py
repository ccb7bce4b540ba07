"""The demonstration district: loaded by one command, the same every time, always labelled 演示数据."""
