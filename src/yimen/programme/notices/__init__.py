"""通知: an official notice read into a draft that a person confirms."""
