"""A local carrier that speaks Twilio's HTTP API, with phones in a web page.

Its one job: stand for the world outside, so that Clarion runs and is tested with no account.
Its one rule: it knows nothing of the bot. It imports no other package of Clarion, and none
imports it; they meet only over HTTP. Run it with `python -m bot.simulator`.
What it answers, and every control call, is in docs/simulator.md.
"""
