#define _GNU_SOURCE
#include "CAtollSandbox.h"

#ifdef __linux__

#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

// The handler needs a stack of its own: the ordinary one may be full when it runs.
static char handler_stack[64 * 1024];

// A fault this near to the stack pointer is the guard page below the stack.
enum { NEAR_BYTES = 256 * 1024 };

struct registers {
  uintptr_t instruction, stack;
};

static struct registers registers(const ucontext_t *context) {
#if defined(__x86_64__)
  return (struct registers){context->uc_mcontext.gregs[REG_RIP], context->uc_mcontext.gregs[REG_RSP]};
#elif defined(__aarch64__)
  return (struct registers){context->uc_mcontext.pc, context->uc_mcontext.sp};
#else
  return (struct registers){0, 0};
#endif
}

// `printf` may not be called in a handler of signals.
static void print(const char *text) {
  ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
  (void)ignored;
}

static void print_number(uintptr_t number) {
  char digits[24];
  char *first = digits + sizeof digits - 1;
  *first = 0;
  do {
    *--first = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  print(first);
}

static void on_fault(int number, siginfo_t *info, void *opaque) {
  struct registers at = registers(opaque);
  uintptr_t fault = (uintptr_t)info->si_addr;
  int is_memory = number == SIGSEGV || number == SIGBUS;
  if (is_memory && fault < at.stack + NEAR_BYTES && fault + NEAR_BYTES > at.stack)
    print("Fatal error: stack overflow\n");
  Dl_info about;
  if (dladdr((void *)at.instruction, &about) && about.dli_fname) {
    const char *slash = strrchr(about.dli_fname, '/');
    print("Stopped in ");
    print(slash ? slash + 1 : about.dli_fname);
    print(" + ");
    print_number(at.instruction - (uintptr_t)about.dli_fbase);
    print("\n");
  }
  // Returning runs the faulting instruction again, this time with the default action.
  signal(number, SIG_DFL);
}

void atoll_report_faults(void) {
  stack_t alternate = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  if (sigaltstack(&alternate, NULL)) return;
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP};
  for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) sigaction(faults[i], &action, NULL);
}

#else

void atoll_report_faults(void) {}

#endif
