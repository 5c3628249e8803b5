"""What the bot says by itself, because something fell due: at working hours, and many things in one message."""
