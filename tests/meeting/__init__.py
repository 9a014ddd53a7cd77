"""Rules of the meeting, without a store or a screen."""
