"""办事指南: what an item asks of an applicant, as data: materials, situations, conditions, and the form to fill in."""
