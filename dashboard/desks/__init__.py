"""Who watches what: desks, the pages that sit at them, and how a desk is handed over."""
