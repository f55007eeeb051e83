"""Questions of the home page, one file per subject: the frame of every page, the desk, and what hangs together."""
