/*
 * Starts the programs of a model: requests come on standard input, output and ends go to standard
 * output. Starting costs this small process a tenth of what it costs the one that has the model.
 * When standard input ends, so does everything that was started.
 *
 * A message is its length, a run's number, a letter, and the rest; numbers are 32 bits, little
 * endian. Requests hold texts that end in a zero byte:
 *   M prepare a machine: key, `u` or nothing, hostname, mounts (source, target, options)...
 *   D drop a machine: key
 *   R run: key or nothing, root, folder, program, number of places of a full disk, places...,
 *     number of arguments, arguments..., variables...
 *   K kill: number of the signal
 * Answers: M an error number, 1 and 2 output, X the status as wait has it.
 */
#include "enter-machine.h"
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
#include <time.h>

extern char **environ;

enum { CHUNK = 65536, LINGER_MS = 100, MAX_RUNS = 256 };

typedef struct { uint32_t id; pid_t pid; int outputs[2]; int ended, status, killed; long until; } Run;

static Run runs[MAX_RUNS];
static int run_count;
static struct rlimit files;

static long now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void answer(uint32_t id, char kind, const void *data, size_t length) {
  char head[9];
  uint32_t size = (uint32_t)(length + 5);
  memcpy(head, &size, 4);
  memcpy(head + 4, &id, 4);
  head[8] = kind;
  struct iovec parts[2] = {{head, sizeof head}, {(void *)data, length}};
  for (int part = 0; part < 2;) {
    ssize_t count = writev(STDOUT_FILENO, parts + part, 2 - part);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) exit(1);
    for (; part < 2 && (size_t)count >= parts[part].iov_len; part++)
      count -= (ssize_t)parts[part].iov_len;
    if (part == 2) return;
    parts[part].iov_base = (char *)parts[part].iov_base + count;
    parts[part].iov_len -= (size_t)count;
  }
}

static void answer_number(uint32_t id, char kind, int number) {
  answer(id, kind, &number, sizeof number);
}

/* In the child: what every program starts with, whoever started this one. */
static void reset_process(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  setrlimit(RLIMIT_NOFILE, &files);
  setsid();
}

static void start_program(char **fields) {
  char *key = fields[0], *root = fields[1], *folder = fields[2], *program = fields[3];
  char **full = fields + 5, **rest = full + atoi(fields[4]);
  int count = atoi(rest[0]);
  char **arguments = calloc((size_t)count + 2, sizeof *arguments);
  if (!arguments) _exit(125);
  arguments[0] = program;
  memcpy(arguments + 1, rest + 1, (size_t)count * sizeof *arguments);
  environ = rest + 1 + count;
  rest[0] = NULL; /* ends the places of a full disk */
  if (*key) enter_machine(key, root, full);
  if (chdir(folder) < 0) give_up(125, folder);
  execvp(program, arguments);
  give_up(errno == ENOENT ? 127 : 126, program);
}

static void run(uint32_t id, char **fields) {
  int out[2], err[2];
  if (run_count == MAX_RUNS || pipe2(out, O_CLOEXEC) < 0) {
    answer_number(id, 'X', 125 << 8);
    return;
  }
  if (pipe2(err, O_CLOEXEC) < 0) {
    close(out[0]), close(out[1]);
    answer_number(id, 'X', 125 << 8);
    return;
  }
  pid_t pid = fork();
  if (pid == 0) {
    int null = open("/dev/null", O_RDONLY);
    reset_process();
    dup2(null, STDIN_FILENO), dup2(out[1], STDOUT_FILENO), dup2(err[1], STDERR_FILENO);
    close(null);
    start_program(fields);
  }
  close(out[1]), close(err[1]);
  fcntl(out[0], F_SETFL, O_NONBLOCK), fcntl(err[0], F_SETFL, O_NONBLOCK);
  runs[run_count++] =
      (Run){.id = id, .pid = pid, .outputs = {out[0], err[0]}, .ended = pid < 0, .status = 125 << 8};
}

static void kill_run(uint32_t id, int number) {
  for (Run *run = runs; run < runs + run_count; run++) {
    if (run->id != id || run->pid <= 0) continue;
    run->killed = 1;
    /* Just after its start it has no group of its own yet. */
    if (kill(-run->pid, number) < 0 && !run->ended) kill(run->pid, number);
  }
}

static void obey(char *message, size_t length) {
  static char *fields[65536];
  uint32_t id;
  int count = 0;
  memcpy(&id, message, 4);
  for (char *at = message + 5; at < message + length && count < 65535; at += strlen(at) + 1)
    fields[count++] = at;
  fields[count] = NULL;
  switch (message[4]) {
    case 'M': answer_number(id, 'M', prepare_machine(fields)); break;
    case 'D': drop_machine(fields[0]); break;
    case 'R': run(id, fields); break;
    case 'K': kill_run(id, atoi(fields[0])); break;
  }
}

static void end_all(void) {
  for (Run *run = runs; run < runs + run_count; run++)
    if (run->pid > 0) kill(-run->pid, SIGKILL);
  exit(0);
}

/* Requests arrive in pieces; complete ones are obeyed. */
static void read_requests(void) {
  static char *held;
  static size_t length, capacity;
  if (capacity - length < CHUNK) {
    held = realloc(held, capacity = length + 2 * CHUNK);
    if (!held) exit(1);
  }
  ssize_t count = read(STDIN_FILENO, held + length, CHUNK);
  if (count < 0 && errno == EINTR) return;
  if (count <= 0) end_all();
  length += (size_t)count;
  size_t at = 0;
  for (uint32_t size; length - at >= 4; at += 4 + size) {
    memcpy(&size, held + at, 4);
    if (length - at - 4 < size) break;
    obey(held + at + 4, size);
  }
  memmove(held, held + at, length -= at);
}

static int read_output(Run *run, int which) {
  static char chunk[CHUNK];
  ssize_t count = read(run->outputs[which], chunk, sizeof chunk);
  if (count > 0) {
    answer(run->id, which ? '2' : '1', chunk, (size_t)count);
    return 1;
  }
  if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    close(run->outputs[which]);
    run->outputs[which] = -1;
  }
  return 0;
}

static void note_ends(void) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (Run *run = runs; run < runs + run_count; run++)
      if (run->pid == pid && !run->ended) {
        run->ended = 1;
        run->status = status;
        run->until = now_ms() + LINGER_MS;
        /* Children that outlive the signal would outlive the program, too. */
        if (run->killed) kill(-pid, SIGKILL);
      }
}

/* A background child may hold the pipes, so a program's end waits for its output only a while. */
static void finish_runs(void) {
  for (int i = 0; i < run_count;) {
    Run *run = &runs[i];
    int open = run->outputs[0] >= 0 || run->outputs[1] >= 0;
    if (!run->ended || (open && now_ms() < run->until)) {
      i++;
      continue;
    }
    for (int which = 0; which < 2; which++) {
      for (int more = 16; run->outputs[which] >= 0 && more && read_output(run, which);) more--;
      if (run->outputs[which] >= 0) close(run->outputs[which]);
    }
    answer_number(run->id, 'X', run->status);
    *run = runs[--run_count];
  }
}

static int next_timeout(void) {
  long soonest = -1;
  for (Run *run = runs; run < runs + run_count; run++)
    if (run->ended && (soonest < 0 || run->until < soonest)) soonest = run->until;
  if (soonest < 0) return -1;
  long left = soonest - now_ms();
  return left < 0 ? 0 : (int)left;
}

int main(void) {
  sigset_t child;
  signal(SIGINT, SIG_IGN), signal(SIGTERM, SIG_IGN), signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  getrlimit(RLIMIT_NOFILE, &files);
  struct rlimit most = {files.rlim_max, files.rlim_max};
  setrlimit(RLIMIT_NOFILE, &most);
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int ends = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  for (;;) {
    struct pollfd polls[2 + 2 * MAX_RUNS] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                             {.fd = ends, .events = POLLIN}};
    int polled = run_count;
    for (int i = 0; i < 2 * polled; i++)
      polls[2 + i] = (struct pollfd){.fd = runs[i / 2].outputs[i % 2], .events = POLLIN};
    if (poll(polls, (nfds_t)(2 + 2 * polled), next_timeout()) < 0) continue;
    struct signalfd_siginfo news;
    while (read(ends, &news, sizeof news) > 0) continue;
    for (int i = 0; i < 2 * polled; i++)
      if (polls[2 + i].revents) read_output(&runs[i / 2], i % 2);
    note_ends();
    finish_runs();
    if (polls[0].revents) read_requests();
  }
}
