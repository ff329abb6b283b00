"""5xx: encoding and markup."""
