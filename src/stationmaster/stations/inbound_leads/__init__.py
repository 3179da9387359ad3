"""Works what came in: who is it, how good is it, who takes it, by when."""
