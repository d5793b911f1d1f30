"""Values: periods, quantities, reasons."""
