// Gives the terminal back on every way out. All that a handler calls is async-signal-safe.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { CAPTURE_LIMIT = 64 * 1024, HANDLER_STACK = 64 * 1024, MAX_SIGNALS = 65 };

static const int fatal_signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGQUIT};
static const int soft_signals[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH};

static struct sigaction previous[MAX_SIGNALS];
static struct termios shell_modes;
static bool have_shell_modes;
static char undo[512];
static size_t undo_length;
// Whether the terminal shows the picture: in memory that the keeper shares.
static atomic_bool own_picture_is_up;
static atomic_bool *picture_is_up = &own_picture_is_up;
static atomic_bool continued;
static atomic_bool crashed;
static atomic_int signal_fd = -1;
static int captured = -1;     // memory that stands in for stderr
static int real_stderr = -1;  // where stderr went before
static atomic_bool stderr_is_captured;  // who takes this back owns the two above

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void write_all(int fd, const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, text, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text += written;
    length -= (size_t)written;
  }
}

void ct_capture_stderr(void) {
  int memory = memfd_create("stderr", MFD_CLOEXEC);
  int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (memory < 0 || saved < 0 || dup2(memory, STDERR_FILENO) < 0) {
    if (memory >= 0) close(memory);
    if (saved >= 0) close(saved);
    return;
  }
  captured = memory;
  real_stderr = saved;
  stderr_is_captured = true;
}

void ct_release_stderr(void) {
  if (!atomic_exchange(&stderr_is_captured, false)) return;
  int memory = captured, saved = real_stderr;
  dup2(saved, STDERR_FILENO);
  close(saved);
  off_t size = lseek(memory, 0, SEEK_END);
  off_t at = size > CAPTURE_LIMIT ? size - CAPTURE_LIMIT : 0;
  char chunk[1024];
  for (ssize_t count; (count = pread(memory, chunk, sizeof chunk, at)) > 0; at += count)
    write_all(STDERR_FILENO, chunk, (size_t)count);
  close(memory);
}

static void fatal(int number, siginfo_t *info, void *context) {
  int error = errno;
  crashed = true;
  if (atomic_exchange(picture_is_up, false)) {
    write_all(STDOUT_FILENO, undo, undo_length);
    if (have_shell_modes) tcsetattr(STDIN_FILENO, TCSANOW, &shell_modes);
    ct_release_stderr();
    // Swift's backtrace would wait half a minute for a key; at the end of its input it prints and goes on.
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  }
  errno = error;
  const struct sigaction *before = &previous[number];
  if (before->sa_flags & SA_SIGINFO) {
    if (before->sa_sigaction != NULL) before->sa_sigaction(number, info, context);
  } else if (before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN && before->sa_handler != NULL) {
    before->sa_handler(number);
  }
  signal(number, SIG_DFL);
  raise(number);
}

static void soft(int number) {
  int error = errno;
  if (number == SIGCONT) continued = true;
  char byte = (char)number;
  ssize_t ignored = write(signal_fd, &byte, 1);
  (void)ignored;
  errno = error;
}

void ct_guard_thread(void) {
  stack_t stack;
  memset(&stack, 0, sizeof stack);
  if (sigaltstack(NULL, &stack) != 0) return;
  if (!(stack.ss_flags & SS_DISABLE) && stack.ss_size >= HANDLER_STACK) return;
  // Kept for ever: there is no telling when the thread ends, and few threads are guarded.
  void *memory = mmap(NULL, HANDLER_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;
  stack = (stack_t){.ss_sp = memory, .ss_size = HANDLER_STACK};
  if (sigaltstack(&stack, NULL) != 0) munmap(memory, HANDLER_STACK);
}

void ct_guard_install(int fd) {
  signal_fd = fd;
  have_shell_modes = tcgetattr(STDIN_FILENO, &shell_modes) == 0;
  ct_guard_thread();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = fatal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (size_t i = 0; i < COUNT(fatal_signals); i++)
    sigaction(fatal_signals[i], &action, &previous[fatal_signals[i]]);
  action.sa_handler = soft;
  action.sa_flags = SA_RESTART;
  for (size_t i = 0; i < COUNT(soft_signals); i++) sigaction(soft_signals[i], &action, &previous[soft_signals[i]]);
}

void ct_guard_remove(void) {
  for (size_t i = 0; i < COUNT(fatal_signals); i++) sigaction(fatal_signals[i], &previous[fatal_signals[i]], NULL);
  for (size_t i = 0; i < COUNT(soft_signals); i++) sigaction(soft_signals[i], &previous[soft_signals[i]], NULL);
  signal_fd = -1;
}

// Appends a terminfo string to `undo`, without its padding marks such as `$<5>`.
static void learn(const char *text) {
  if (text == NULL || text == (char *)-1) return;
  while (*text != 0 && undo_length < sizeof undo) {
    const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (end != NULL)
      text = end + 1;
    else
      undo[undo_length++] = *text++;
  }
}

// Nothing runs in a process that is killed outright. So a second one waits at a pipe for the end of this one, and gives the
// terminal back if the picture is still up by then. What it calls is async-signal-safe: other threads' locks stay shut in it.
static void leave_keeper(void) {
  void *shared = mmap(NULL, sizeof *picture_is_up, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int ends[2];
  if (shared == MAP_FAILED || pipe2(ends, O_CLOEXEC) != 0) return;
  picture_is_up = shared;
  pid_t job = getpgrp(), keeper = fork();
  if (keeper != 0) {
    // The other end stays open as long as this process lives.
    close(ends[0]);
    if (keeper < 0) close(ends[1]);
    return;
  }
  // Not ended by what ends the job; and a group in the background may only set modes when it ignores SIGTTOU.
  setpgid(0, 0);
  for (size_t i = 0; i < COUNT(soft_signals); i++) signal(soft_signals[i], SIG_IGN);
  for (size_t i = 0; i < COUNT(fatal_signals); i++) signal(fatal_signals[i], SIG_DFL);
  signal(SIGTTOU, SIG_IGN);
  for (int fd = STDERR_FILENO; fd < 256; fd++)
    if (fd != ends[0]) close(fd);
  char byte;
  while (read(ends[0], &byte, 1) < 0 && errno == EINTR) continue;
  if (*picture_is_up) {
    write_all(STDOUT_FILENO, undo, undo_length);
    // A shell that has the terminal already has set its own modes.
    if (have_shell_modes && tcgetpgrp(STDIN_FILENO) == job) tcsetattr(STDIN_FILENO, TCSANOW, &shell_modes);
  }
  _exit(0);
}

void ct_guard_arm(bool armed) {
  if (armed && undo_length == 0) {
    // End of synchronized output and of the mouse's reports, plain colours, cursor, keypad and screen as this terminal spells them.
    learn("\033[?2026l");
    if (ct_has_mouse()) learn(CT_MOUSE_OFF);
    learn(tigetstr("sgr0"));
    learn(tigetstr("cnorm"));
    learn(tigetstr("rmkx"));
    learn(tigetstr("rmcup"));
    learn("\r");
    leave_keeper();
  }
  *picture_is_up = armed;
}

void ct_guard_hold(void) {
  while (crashed) pause();
}

void ct_stop_job(void) {
  struct sigaction stop, ours;
  memset(&stop, 0, sizeof stop);
  stop.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &stop, &ours);
  continued = false;
  kill(0, SIGTSTP);
  // Any thread may take the signal, so this one may run on for a moment. Being back is known by SIGCONT alone.
  struct timespec moment = {0, 10 * 1000 * 1000};
  for (int i = 0; i < 20 && !continued; i++) nanosleep(&moment, NULL);
  sigaction(SIGTSTP, &ours, NULL);
}

bool ct_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0; }
