"""What managers may know. base.py is the contract; one module a report."""
