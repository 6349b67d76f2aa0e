/*
 * A hook tool: hands its name, arguments and, if asked, standard input to the agent over the
 * agent's socket, prints what comes back and exits with the tool's exit code.
 *
 * The protocol is Go's net/rpc over encoding/gob, method Jujuc.Main.
 */
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "forwarder-gob.h"

static const char *getenv_or_fail(const char *name) {
  const char *value = getenv(name);
  if (!value || !*value) fail("%s not set", name);
  return value;
}

static void fail_dial(const char *address) {
  char reason[128];
  snprintf(reason, sizeof reason, "%s", strerror(errno));
  reason[0] = (char)tolower((byte)reason[0]);
  fail("dial unix %s: connect: %s", address, reason);
}

/* A path longer than the kernel takes is reached from inside its folder. */
static int dial(const char *address) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  const char *path = address, *slash = strrchr(address, '/');
  if (strlen(path) >= sizeof name.sun_path && slash) {
    char *folder = checked(strndup(path, (size_t)(slash - path)));
    if (chdir(folder) < 0) fail_dial(address);
    free(folder);
    path = slash + 1;
  }
  size_t length = strlen(path);
  if (length >= sizeof name.sun_path) errno = ENAMETOOLONG, fail_dial(address);
  memcpy(name.sun_path, path, length);
  if (*path == '@') name.sun_path[0] = 0; /* an abstract socket */
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (*path != '@'));
  if (fd < 0 || connect(fd, (struct sockaddr *)&name, size) < 0) fail_dial(address);
  return fd;
}

static void send_all(int fd, const Buffer *stream) {
  for (size_t sent = 0; sent < stream->length;) {
    ssize_t count = send(fd, stream->data + sent, stream->length - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write unix: %s", strerror(errno));
    sent += (size_t)count;
  }
}

static void write_all(int fd, Reader text) {
  while (text.at < text.end) {
    ssize_t count = write(fd, text.at, (size_t)(text.end - text.at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;
    text.at += count;
  }
}

static void receive(int fd, byte *data, size_t length) {
  while (length) {
    ssize_t count = read(fd, data, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail("unexpected EOF");
    data += count;
    length -= (size_t)count;
  }
}

/* The next message that is a value; definitions on the way are learned. It is never freed: answers
 * point into it. */
static void receive_value(int fd, Answer *answer) {
  for (;;) {
    byte head[9];
    receive(fd, head, 1);
    if (head[0] >= 128 && head[0] < 248) fail("malformed answer from the agent");
    if (head[0] >= 248) receive(fd, head + 1, 256u - head[0]);
    Reader size = {head, head + sizeof head};
    size_t length = get_uint(&size);
    if (length > (size_t)1 << 30) fail("malformed answer from the agent");
    byte *data = checked(malloc(length + 1));
    receive(fd, data, length);
    Reader reader = {data, data + length};
    long id = get_int(&reader);
    if (id > 0) {
      get_answer(&reader, id, answer);
      return;
    }
    get_definition(&reader, -id);
    free(data);
  }
}

static Answer exchange(int fd, const Call *call, const Buffer *input) {
  Buffer stream = {0};
  Answer answer = {0};
  put_request(&stream, call, input);
  send_all(fd, &stream);
  receive_value(fd, &answer);
  receive_value(fd, &answer);
  free(stream.data);
  return answer;
}

static void read_input(Buffer *input) {
  byte chunk[65536];
  ssize_t count;
  while ((count = read(STDIN_FILENO, chunk, sizeof chunk)) != 0) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read /dev/stdin: %s", strerror(errno));
    put_raw(input, chunk, (size_t)count);
  }
}

static int is_text(Reader text, const char *expected) {
  size_t length = (size_t)(text.end - text.at);
  return length == strlen(expected) && !memcmp(text.at, expected, length);
}

int main(int argc, char **argv) {
  const char *slash = strrchr(argv[0], '/');
  Call call = {.tool = slash ? slash + 1 : argv[0], .args = argv + 1, .arg_count = argc - 1};
  call.context = getenv_or_fail("JUJU_CONTEXT_ID");
  call.directory = getcwd(NULL, 0);
  if (!call.directory) fail("getwd: %s", strerror(errno));
  getenv_or_fail("JUJU_AGENT_SOCKET_NETWORK");
  int fd = dial(getenv_or_fail("JUJU_AGENT_SOCKET_ADDRESS"));
  Answer answer = exchange(fd, &call, NULL);
  if (is_text(answer.error, "hook tool requires stdin, none supplied")) {
    Buffer input = {0};
    read_input(&input);
    answer = exchange(fd, &call, &input);
  }
  close(fd);
  if (answer.error.at < answer.error.end)
    fail("%.*s", (int)(answer.error.end - answer.error.at), (const char *)answer.error.at);
  write_all(STDOUT_FILENO, answer.out);
  write_all(STDERR_FILENO, answer.err);
  return (int)answer.code;
}
