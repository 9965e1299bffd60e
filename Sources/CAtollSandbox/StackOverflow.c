#define _GNU_SOURCE
#include "CAtollSandbox.h"

#ifdef __linux__

#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

// The handler needs a stack of its own: the ordinary one is full when it runs.
static char handler_stack[64 * 1024];

// A fault this near to the stack pointer is the guard page below the stack.
enum { NEAR_BYTES = 256 * 1024 };

static void on_fault(int number, siginfo_t *info, void *opaque) {
  ucontext_t *context = opaque;
#if defined(__x86_64__)
  uintptr_t stack = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
  uintptr_t stack = (uintptr_t)context->uc_mcontext.sp;
#else
  uintptr_t stack = 0;
#endif
  uintptr_t fault = (uintptr_t)info->si_addr;
  if (fault < stack + NEAR_BYTES && fault + NEAR_BYTES > stack) {
    static const char words[] = "Fatal error: stack overflow\n";
    ssize_t ignored = write(STDERR_FILENO, words, sizeof words - 1);
    (void)ignored;
  }
  // Returning runs the faulting instruction again, this time with the default action.
  signal(number, SIG_DFL);
}

void atoll_report_stack_overflow(void) {
  stack_t alternate = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  if (sigaltstack(&alternate, NULL)) return;
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
}

#else

void atoll_report_stack_overflow(void) {}

#endif
