#define _GNU_SOURCE
#include "CAtollSandbox.h"

#include <errno.h>

#ifdef __linux__

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// From the kernel's documentation of Landlock; older systems' headers lack the newer parts.
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define RULE_PATH_BENEATH 1
#define FLAG_VERSION 1
#define READ_FILE (1ULL << 2)
#define READ_DIR (1ULL << 3)

struct ruleset {
  uint64_t files, network, scopes;
};

struct __attribute__((packed)) path_rule {
  uint64_t allowed;
  int32_t parent;
};

int atoll_landlock_version(void) {
  long version = syscall(CREATE_RULESET, NULL, 0, FLAG_VERSION);
  return version < 0 ? 0 : (int)version;
}

static int allow_reading(int rules, const char *path) {
  int file = open(path, O_PATH | O_CLOEXEC);
  if (file < 0) return errno;
  struct stat about;
  if (fstat(file, &about)) {
    int error = errno;
    close(file);
    return error;
  }
  struct path_rule rule = {S_ISDIR(about.st_mode) ? READ_FILE | READ_DIR : READ_FILE, file};
  int error = syscall(ADD_RULE, rules, RULE_PATH_BENEATH, &rule, 0) ? errno : 0;
  close(file);
  return error;
}

int atoll_restrict_files(const char *const *readable, int count) {
  int version = atoll_landlock_version();
  if (version == 0) return ENOTSUP;
  // Each version of Landlock knows more rights; what is handled and not allowed by a rule is refused.
  struct ruleset handled = {(1ULL << 13) - 1, 0, 0};
  size_t size = 8;
  if (version >= 2) handled.files |= 1ULL << 13;  // linking across folders
  if (version >= 3) handled.files |= 1ULL << 14;  // truncating
  if (version >= 5) handled.files |= 1ULL << 15;  // device control
  if (version >= 4) handled.network = 3, size = 16;  // TCP bind, connect
  if (version >= 6) handled.scopes = 3, size = 24;  // abstract sockets, signals
  int rules = (int)syscall(CREATE_RULESET, &handled, size, 0);
  if (rules < 0) return errno;
  int error = 0;
  for (int i = 0; i < count && !error; i++) error = allow_reading(rules, readable[i]);
  if (!error && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) error = errno;
  if (!error && syscall(RESTRICT_SELF, rules, 0)) error = errno;
  close(rules);
  return error;
}

#else

int atoll_landlock_version(void) { return 0; }

int atoll_restrict_files(const char *const *readable, int count) {
  (void)readable;
  (void)count;
  return ENOTSUP;
}

#endif
