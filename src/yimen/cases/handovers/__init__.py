"""交接: cases that one desk received for another are handed over with a slip, each leg with its clock."""
