"""接口: what other systems talk to. No models of its own: tokens and batches are those of exchange."""
