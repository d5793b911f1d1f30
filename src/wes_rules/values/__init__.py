"""What can be said: periods, quantities, reasons."""
