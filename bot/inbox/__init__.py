"""The person on the other side: who needs one, who answers, and when it is over."""
