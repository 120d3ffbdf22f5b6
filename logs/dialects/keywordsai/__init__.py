"""Keywords AI (now Respan): request logs in and out."""
