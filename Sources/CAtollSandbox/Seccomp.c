#define _GNU_SOURCE
#include "CAtollSandbox.h"

#include <errno.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// A list of what is allowed: the kernel gains system calls with every version, and a list of what is forbidden
// would be out of date with the next one. Opening files is allowed here because Landlock decides about it.
static const int allowed[] = {
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_lseek, SYS_close, SYS_openat, SYS_fstat,
    SYS_newfstatat, SYS_statx, SYS_getdents64, SYS_readlinkat, SYS_faccessat, SYS_getcwd, SYS_dup, SYS_fcntl,
    SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_brk, SYS_membarrier,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_exit, SYS_exit_group, SYS_futex, SYS_set_robust_list, SYS_get_robust_list, SYS_rseq, SYS_sched_yield,
    SYS_sched_getaffinity, SYS_sched_getparam, SYS_sched_getscheduler, SYS_getpriority,
    SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday,
    SYS_getrandom, SYS_getpid, SYS_gettid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
    SYS_getrlimit, SYS_getrusage, SYS_times, SYS_uname, SYS_sysinfo,
    SYS_ppoll, SYS_pselect6, SYS_eventfd2, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait,
    SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime,
#ifdef __x86_64__
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_getdents, SYS_poll, SYS_select, SYS_epoll_wait,
    SYS_epoll_create, SYS_eventfd, SYS_time, SYS_arch_prctl, SYS_set_tid_address,
#else
    SYS_set_tid_address,
#endif
};

enum { ALLOWED = sizeof allowed / sizeof *allowed };

// Values of arguments, from the kernel's headers, which differ between systems.
enum { CLONE_A_THREAD = 0x10000, TERMINAL_GET = 0x5401, NAME_THREAD = 15, NAME_MEMORY = 0x53564d41 };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)
#define UNLESS(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define WHEN(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, skip, 0)
#define REFUSE(error) ANSWER(SECCOMP_RET_ERRNO | (error))
#define ALLOW ANSWER(SECCOMP_RET_ALLOW)

// The low word of an argument; both architectures are little-endian.
#define ARGUMENT(index) args[index]
#define LOAD_HIGH(index) \
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + 8 * (index) + 4)

int atoll_seccomp_available(void) { return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0; }

int atoll_restrict_system_calls(void) {
  unsigned self = (unsigned)getpid();
  struct sock_filter filter[2 * ALLOWED + 64];
  int count = 0;
#define ADD(...) \
  do { \
    struct sock_filter part[] = {__VA_ARGS__}; \
    for (unsigned i = 0; i < sizeof part / sizeof *part; i++) filter[count++] = part[i]; \
  } while (0)

  ADD(LOAD(arch), WHEN(THIS_ARCHITECTURE, 1), ANSWER(SECCOMP_RET_KILL_PROCESS), LOAD(nr));
#ifdef __x86_64__
  // The same calls under other numbers (the x32 table).
  ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), ANSWER(SECCOMP_RET_KILL_PROCESS));
#endif
  for (int i = 0; i < ALLOWED; i++) ADD(UNLESS((unsigned)allowed[i], 1), ALLOW);
  // No thread: what several of them do depends on the moment, and a verdict must not. (No sleep either, for the same
  // reason: it is not among the allowed calls.) Ending the process says so; refusing would make Dispatch try for ever.
  // The C library tries clone3 first and takes ENOSYS for "this kernel is too old"; it then uses clone, whose
  // flags a filter can read.
  ADD(UNLESS(SYS_clone3, 1), REFUSE(ENOSYS));
  ADD(UNLESS(SYS_clone, 4), LOAD(ARGUMENT(0)),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_A_THREAD, 0, 1), ANSWER(SECCOMP_RET_KILL_PROCESS), REFUSE(EPERM));
  // Signals to itself only: `abort` and `raise` must work.
  ADD(UNLESS(SYS_tgkill, 4), LOAD(ARGUMENT(0)), UNLESS(self, 1), ALLOW, REFUSE(EPERM));
  ADD(UNLESS(SYS_kill, 4), LOAD(ARGUMENT(0)), UNLESS(self, 1), ALLOW, REFUSE(EPERM));
  ADD(UNLESS(SYS_ioctl, 4), LOAD(ARGUMENT(1)), UNLESS(TERMINAL_GET, 1), ALLOW, REFUSE(EPERM));
  ADD(UNLESS(SYS_prctl, 5), LOAD(ARGUMENT(0)), WHEN(NAME_THREAD, 1), UNLESS(NAME_MEMORY, 1), ALLOW,
      REFUSE(EPERM));
  // Asking for one's limits is harmless; setting them (a new value is given) is not.
  // Both halves of the address count: one at a multiple of 4 GiB is not NULL.
  ADD(UNLESS(SYS_prlimit64, 6), LOAD(ARGUMENT(2)), UNLESS(0, 3), LOAD_HIGH(2), UNLESS(0, 1), ALLOW, REFUSE(EPERM));
  ADD(REFUSE(EPERM));
#undef ADD

  struct sock_fprog program = {(unsigned short)count, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return errno;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0)) return errno;
  return 0;
}

#else

int atoll_seccomp_available(void) { return 0; }

int atoll_restrict_system_calls(void) { return ENOTSUP; }

#endif
