"""网上申请: drafts of applications, who applies for whom, and handing them in."""
