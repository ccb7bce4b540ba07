"""Teams and supplies 队伍与物资."""
