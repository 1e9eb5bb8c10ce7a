"""What people and machines are shown: workbooks, terminal tables, JSON records."""
