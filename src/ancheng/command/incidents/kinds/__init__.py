"""The four classes of incidents (突发事件应对法 第二条), one per file."""
