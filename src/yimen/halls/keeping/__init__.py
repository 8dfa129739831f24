"""大厅登记: halls, windows, opening days and closures as the hall's manager keeps them by hand."""
