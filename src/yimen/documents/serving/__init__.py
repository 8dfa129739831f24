"""送达回证: how an issued paper reached its department on paper, and the receipt that was signed for it."""
