"""月报和总结报告 of a special action: each figure from a named state of the ledger, to be counted again later."""
