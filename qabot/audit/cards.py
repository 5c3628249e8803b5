"""The names of the cards with which an associate hears of audits; what a result shows is put together further up."""

RESULT = "audit.result"
BATCH = "audit.batch"
