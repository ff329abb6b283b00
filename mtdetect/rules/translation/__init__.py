"""3xx: residue of translation and spinning."""
