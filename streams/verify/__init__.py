"""Whether what is stored is what it implies: bytes, pings, events, and trips and alerts judged anew."""
