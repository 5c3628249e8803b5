"""The name of the card with which an associate hears of an audit; what it shows is put together further up."""

RESULT = "audit.result"
