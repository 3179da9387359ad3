"""Who a lead is: match before create."""
