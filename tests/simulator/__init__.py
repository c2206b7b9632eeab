"""The local carrier, tested over HTTP: by Twilio's own client, a recording bot and Chromium."""
