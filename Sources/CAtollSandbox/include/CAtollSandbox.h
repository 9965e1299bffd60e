#pragma once

#include <stdint.h>
#include <sys/types.h>

// What grading needs of the system and Swift cannot say well: starting a program with limits and nothing
// inherited, and locking the calling process down for good. Functions return 0, or an errno value.

// Starting a program -------------------------------------------------------------------------------------

// Zero means "leave as it is" for each limit.
struct atoll_limits {
  uint64_t address_space_bytes;
  uint64_t cpu_seconds;
  uint64_t file_size_bytes;
  uint64_t open_files;
  // 1 sets the file size limit even though it is zero: no file may grow at all.
  int no_file_writes;
};

struct atoll_launch {
  const char *path;
  char *const *arguments;    // ends with NULL
  char *const *environment;  // ends with NULL
  const char *directory;     // NULL: as the parent's
  // files[i] becomes descriptor i of the program; all others are closed.
  const int *files;
  int file_count;
  // 1 puts memory at the same addresses in every run, where the system allows it.
  int fixed_addresses;
  struct atoll_limits limits;
};

// Starts a program in a session of its own, so that its whole process group can be ended, and lets the
// kernel end it when the thread that started it ends.
int atoll_start(const struct atoll_launch *launch, pid_t *pid);

// Lets the calling thread and another process run on one processor from now on, where the system can: two that
// take turns answer each other in a fifth of the time there, because none has to be woken on another processor.
void atoll_share_processor(pid_t pid);

// Keeps the calling thread, and what it starts from now on, on one of the processors that it may use: the one with
// this place among them, counted round and round. Does nothing where the system cannot.
void atoll_use_processor(int place);

// Limits on the calling process, for good.
int atoll_set_limits(const struct atoll_limits *limits);

// The two ends of a pipe, reading end first, which programs do not inherit.
int atoll_pipe(int ends[2]);

// The file of the loaded object that an address lies in; NULL where there is none.
const char *atoll_object_holding(const void *address);

// What the process prints from now on goes out at once: nothing is lost in a buffer when it crashes.
void atoll_print_unbuffered(void);

// Locking down -------------------------------------------------------------------------------------------

// The kernel's Landlock version, 0 where there is none.
int atoll_landlock_version(void);

// 1 where system calls can be filtered on this machine.
int atoll_seccomp_available(void);

// From now on the calling process may read only these files and folders, and write only to what it has open.
int atoll_restrict_files(const char *const *readable, int count);

// From now on the calling process may use only the system calls that computing needs: no new process, no
// socket, no signal to another process, no change to a file's attributes.
int atoll_restrict_system_calls(void);

// Where the process stops with a fault is reported on standard error before it dies: `Stopped in FILE + OFFSET`;
// and a stack overflow in words.
void atoll_report_faults(void);
