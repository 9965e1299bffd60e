// Line editing by the system's libedit, and the signals that go with it. libedit's own calls take variable
// arguments, which Swift cannot make, so this thin layer makes them. It keeps no policy: Swift decides.
#pragma once
#include <stddef.h>
#include <stdint.h>

// --- Interrupts -------------------------------------------------------------------------------------------

// Zero until Ctrl-C (SIGINT) arrives. Written by the signal handler; read and cleared with the calls below.
extern int atoll_interrupt_flag;

static inline int atoll_interrupt_is_raised(void) {
  return __atomic_load_n(&atoll_interrupt_flag, __ATOMIC_RELAXED);
}

// Clears the flag and returns what it was.
static inline int atoll_interrupt_take(void) { return __atomic_exchange_n(&atoll_interrupt_flag, 0, __ATOMIC_RELAXED); }

// Catches SIGINT (unless the parent had it ignored) and ignores SIGPIPE. Calling it again changes nothing.
void atoll_interrupt_install(void);

// Waits until `descriptor` can be read: 1. Returns 0 when a signal that was caught arrived first, -1 on an error.
int atoll_wait_readable(int descriptor);

// --- Editing ----------------------------------------------------------------------------------------------

typedef struct AtollEdit AtollEdit;

enum { ATOLL_EDIT_LINE = 0, ATOLL_EDIT_INTERRUPTED = 1, ATOLL_EDIT_END = 2 };
enum { ATOLL_COMPLETION_NONE = 0, ATOLL_COMPLETION_CHANGED = 1, ATOLL_COMPLETION_LISTED = 2 };

// Called on Tab; looks at the line with `atoll_edit_line`, may change it with `atoll_edit_replace`.
typedef int (*AtollEditComplete)(void *context, AtollEdit *edit);

// Called after a resize: moves the cursor to where the prompt begins and clears from there; the line is drawn anew.
typedef void (*AtollEditGoToStart)(void *context, AtollEdit *edit);

// Sets LC_CTYPE to the environment's locale, or else to one with UTF-8. Returns whether UTF-8 is in force.
int atoll_edit_use_utf8(void);

// NULL when libedit cannot start on these descriptors. `context` is handed to the two calls and must outlive
// `edit`.
AtollEdit *atoll_edit_open(
  int input, int output, void *context, AtollEditComplete complete, AtollEditGoToStart go_to_start);
void atoll_edit_close(AtollEdit *edit);

// Reads one line. `prompt` may hold escape sequences between \1 and \1. On ATOLL_EDIT_LINE `line` and `length`
// hold the line without its end; they are valid until the next call.
int atoll_edit_read(AtollEdit *edit, const char *prompt, const char **line, size_t *length);

// The next read begins with this byte, as if it had just been typed.
void atoll_edit_push_back(AtollEdit *edit, unsigned char byte);
void atoll_edit_remember(AtollEdit *edit, const char *line);

// The line as it stands, in bytes; `cursor` and `length` count bytes.
void atoll_edit_line(AtollEdit *edit, const char **start, size_t *cursor, size_t *length);

// Deletes `deleted` Unicode scalars before the cursor, then inserts `inserted` there.
void atoll_edit_replace(AtollEdit *edit, int deleted, const char *inserted);
