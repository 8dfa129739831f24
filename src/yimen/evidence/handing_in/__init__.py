"""外来证据集: somebody else's evidence set, handed in by the web in pieces, checked and verified in the background."""
