"""The product at 10 thousand, 100 thousand and a million logs: a real server, real databases, yardsticks beside it."""
