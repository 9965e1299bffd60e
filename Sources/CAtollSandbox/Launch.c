#define _GNU_SOURCE
#include "CAtollSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static int limit(int resource, uint64_t soft, uint64_t hard) {
  struct rlimit old;
  if (getrlimit(resource, &old)) return errno;
  if (old.rlim_max != RLIM_INFINITY && hard > old.rlim_max) hard = old.rlim_max;
  struct rlimit new = {soft < hard ? soft : hard, hard};
  return setrlimit(resource, &new) ? errno : 0;
}

int atoll_set_limits(const struct atoll_limits *limits) {
  int error = limit(RLIMIT_CORE, 0, 0);
  if (!error && limits->address_space_bytes)
    error = limit(RLIMIT_AS, limits->address_space_bytes, limits->address_space_bytes);
  // The second between the two is the time to die of SIGXCPU, which says why, before SIGKILL, which does not.
  if (!error && limits->cpu_seconds) error = limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1);
  if (!error && (limits->file_size_bytes || limits->no_file_writes))
    error = limit(RLIMIT_FSIZE, limits->file_size_bytes, limits->file_size_bytes);
  if (!error && limits->open_files) error = limit(RLIMIT_NOFILE, limits->open_files, limits->open_files);
  return error;
}

#ifdef __linux__

// Above every descriptor that a program gets, so that moving one does not overwrite another.
enum { HIGH_DESCRIPTOR = 64 };

static void close_from(int first) {
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
  for (int fd = first; fd < 4096; fd++) close(fd);
}

// Runs between vfork and exec, on the parent's memory: only system calls here, and no return.
static void become(const struct atoll_launch *launch, pid_t parent, volatile int *error) {
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; number++) {
    if (number != SIGKILL && number != SIGSTOP) signal(number, SIG_DFL);
  }
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (setsid() < 0) goto failed;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent) goto failed;
  if (launch->directory && chdir(launch->directory)) goto failed;
  int moved[HIGH_DESCRIPTOR];
  for (int i = 0; i < launch->file_count; i++) {
    moved[i] = fcntl(launch->files[i], F_DUPFD, HIGH_DESCRIPTOR);
    if (moved[i] < 0) goto failed;
  }
  for (int i = 0; i < launch->file_count; i++) {
    if (dup2(moved[i], i) < 0) goto failed;
  }
  close_from(launch->file_count);
  // Some containers refuse it; nothing depends on it but what a program prints of its addresses.
  if (launch->fixed_addresses) personality(ADDR_NO_RANDOMIZE);
  int refused = atoll_set_limits(&launch->limits);
  if (refused) {
    *error = refused;
    _exit(127);
  }
  execve(launch->path, launch->arguments, launch->environment);
failed:
  *error = errno ? errno : EINVAL;
  _exit(127);
}

void atoll_share_processor(pid_t pid) {
  int here = sched_getcpu();
  if (here < 0 || here >= CPU_SETSIZE) return;
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(here, &processors);
  sched_setaffinity(0, sizeof processors, &processors);
  sched_setaffinity(pid, sizeof processors, &processors);
}

void atoll_use_processor(int place) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) || CPU_COUNT(&allowed) == 0) return;
  int left = place % CPU_COUNT(&allowed);
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &allowed) || left-- > 0) continue;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

int atoll_start(const struct atoll_launch *launch, pid_t *pid) {
  if (launch->file_count > HIGH_DESCRIPTOR) return EINVAL;
  sigset_t all, old;
  sigfillset(&all);
  // A signal handler of ours must not run in the child, which still shares our memory.
  pthread_sigmask(SIG_SETMASK, &all, &old);
  volatile int error = 0;
  pid_t parent = getpid();
  pid_t child = vfork();
  if (child == 0) become(launch, parent, &error);
  int failed = child < 0 ? errno : 0;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (failed) return failed;
  if (error) {
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return error;
  }
  *pid = child;
  return 0;
}

#else

int atoll_start(const struct atoll_launch *launch, pid_t *pid) {
  (void)launch;
  (void)pid;
  return ENOTSUP;
}

void atoll_share_processor(pid_t pid) { (void)pid; }

#endif
