"""What participants answered. One POST view for every kind of exercise."""
