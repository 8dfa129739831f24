"""办件文书: what the applicant is told about his case as official papers, how each reached him, and its check page."""
