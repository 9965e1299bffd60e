// Every handler sets a flag and writes one byte into a pipe. Whoever waits for input polls that pipe as well: a
// signal may be delivered to another thread, where it would not end our poll() with EINTR.
#include "AtollSignals.h"
#include "CAtollEdit.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int atoll_interrupt_flag = 0;
volatile sig_atomic_t atoll_was_resized = 0;
volatile sig_atomic_t atoll_was_continued = 0;

static int wake_pipe[2] = {-1, -1};

static void handle(int number) {
  int saved = errno;
  if (number == SIGINT) {
    __atomic_store_n(&atoll_interrupt_flag, 1, __ATOMIC_RELAXED);
  } else if (number == SIGWINCH) {
    atoll_was_resized = 1;
  } else if (number == SIGCONT) {
    atoll_was_continued = 1;
  }
  if (wake_pipe[1] >= 0) {
    ssize_t ignored = write(wake_pipe[1], "!", 1);  // full: whoever waits will wake in any case
    (void)ignored;
  }
  errno = saved;
}

static void open_wake_pipe(void) {
  if (wake_pipe[0] >= 0 || pipe(wake_pipe) != 0) return;
  for (int i = 0; i < 2; i++) {
    fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
    fcntl(wake_pipe[i], F_SETFL, fcntl(wake_pipe[i], F_GETFL) | O_NONBLOCK);
  }
}

static void catch_signal(int number) {
  struct sigaction action = {0};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;  // reads and writes elsewhere need not know of our signals
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

void atoll_interrupt_install(void) {
  static int done = 0;
  if (done) return;
  done = 1;
  open_wake_pipe();
  struct sigaction before;
  // A background job is started with SIGINT ignored: Ctrl-C is then meant for another program.
  if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN) catch_signal(SIGINT);
  signal(SIGPIPE, SIG_IGN);
}

void atoll_signals_watch_terminal(void) {
  static int done = 0;
  if (done) return;
  done = 1;
  open_wake_pipe();
  catch_signal(SIGWINCH);
  catch_signal(SIGCONT);
}

int atoll_wait_readable(int descriptor) {
  struct pollfd waits[2] = {{.fd = descriptor, .events = POLLIN}, {.fd = wake_pipe[0], .events = POLLIN}};
  for (;;) {
    int ready = poll(waits, wake_pipe[0] >= 0 ? 2 : 1, -1);
    if (ready < 0) {
      if (errno == EINTR) return 0;
      return -1;
    }
    if (wake_pipe[0] >= 0 && (waits[1].revents & POLLIN)) {
      char bytes[64];
      while (read(wake_pipe[0], bytes, sizeof bytes) > 0) {}
      return 0;
    }
    if (waits[0].revents != 0) return 1;  // a hang-up too: the read that follows tells
  }
}
