#pragma once
#include <signal.h>

// Set by the handlers for SIGWINCH and SIGCONT; the editor takes them while it waits for a key.
extern volatile sig_atomic_t atoll_was_resized;
extern volatile sig_atomic_t atoll_was_continued;

// Catches SIGWINCH and SIGCONT. Calling it again changes nothing.
void atoll_signals_watch_terminal(void);
