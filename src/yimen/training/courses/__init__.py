"""课程: courses with their versions, tied to items and to causes of findings; the county's terms of training."""
