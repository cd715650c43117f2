"""What a plan holds as figures: its indicators over the years, its industries by place, its tasks."""
