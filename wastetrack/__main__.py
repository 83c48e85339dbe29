"""`python -m wastetrack` is `wastetrack`."""

from wastetrack.cli import main

if __name__ == "__main__":
    main()
