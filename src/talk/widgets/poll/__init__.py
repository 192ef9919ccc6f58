"""The room is asked, by phone, and answers together."""
