//! What the window and the command line do, over a narrow host.
