#define _GNU_SOURCE
#include "CAtollSandbox.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int atoll_pipe(int ends[2]) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC) ? errno : 0;
#else
  if (pipe(ends)) return errno;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

const char *atoll_object_holding(const void *address) {
  Dl_info about;
  return dladdr(address, &about) ? about.dli_fname : NULL;
}

void atoll_print_unbuffered(void) { setvbuf(stdout, NULL, _IONBF, 0); }
