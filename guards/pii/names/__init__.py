"""Names of people, places and organisations, and dates and ages, in prose, chat, forms, signatures, JSON and logs."""
