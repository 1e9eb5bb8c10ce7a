"""What happens between a verdict and a payment: groups, amounts, reasons, runs."""
