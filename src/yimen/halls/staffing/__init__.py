"""窗口人员: who stands where, on leave, in whose stead, how he is appraised, and what one hands to the next."""
