/*
 * The hook tools of the benchmark: one small program, linked under the name of every tool. A unit
 * bench/0 has six relations r0:0 to r5:5 with BENCH_UNITS units each. Every call is counted by one
 * byte at the end of the file BENCH_CALLS, so that the number of calls is the size of the file.
 */
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *option(int count, char **arguments, const char *name) {
  for (int i = 1; i + 1 < count; i++)
    if (strcmp(arguments[i], name) == 0) return arguments[i + 1];
  return "";
}

static int has(int count, char **arguments, const char *name) {
  for (int i = 1; i < count; i++)
    if (strcmp(arguments[i], name) == 0) return 1;
  return 0;
}

static void count_call(void) {
  const char *path = getenv("BENCH_CALLS");
  if (path == NULL) return;
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (file < 0) return;
  if (write(file, ".", 1) != 1) exit(3);
  close(file);
}

static void list_relations(int count, char **arguments) {
  for (int i = 1; i < count; i++) {
    const char *name = arguments[i];
    if (name[0] == 'r' && name[1] >= '0' && name[1] <= '5' && name[2] == '\0') {
      printf("[\"%s:%c\"]\n", name, name[1]);
      return;
    }
  }
  puts("[]");
}

static void list_units(int count, char **arguments) {
  const char *id = option(count, arguments, "-r");
  const char *colon = strrchr(id, ':');
  const char *number = colon == NULL ? id : colon + 1;
  if (has(count, arguments, "--app")) {
    printf("\"app%s\"\n", number);
    return;
  }
  const char *units = getenv("BENCH_UNITS");
  int total = units == NULL ? 3 : atoi(units);
  putchar('[');
  for (int i = 0; i < total; i++) printf("%s\"app%s/%d\"", i == 0 ? "" : ",", number, i);
  puts("]");
}

int main(int count, char **arguments) {
  const char *tool = basename(arguments[0]);
  count_call();
  if (strcmp(tool, "is-leader") == 0) puts("false");
  else if (strcmp(tool, "relation-ids") == 0) list_relations(count, arguments);
  else if (strcmp(tool, "relation-list") == 0) list_units(count, arguments);
  else if (strcmp(tool, "relation-get") == 0)
    puts(has(count, arguments, "--app") || has(count, arguments, "bench/0")
             ? "{}"
             : "{\"hostname\":\"10.0.0.7\",\"ingress-address\":\"10.0.0.7\",\"port\":\"8080\"}");
  else if (strcmp(tool, "config-get") == 0) puts("{\"title\":\"bench\"}");
  else if (strcmp(tool, "leader-get") == 0 || strcmp(tool, "state-get") == 0) puts("{}");
  else if (strcmp(tool, "status-get") == 0) puts("{\"status\":\"active\",\"message\":\"\"}");
  else if (strcmp(tool, "unit-get") == 0) puts("\"10.0.0.1\"");
  return 0;
}
