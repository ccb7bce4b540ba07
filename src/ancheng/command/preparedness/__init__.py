"""Preparedness capability assessment 应急准备能力评估: a stated rubric, points from the platform's own records, gaps as tasks."""
