/*
 * The namespaces of machines: they are made once, kept open by descriptors, and entered by every
 * program that runs in the machine. What a program mounts stays until the machine is dropped.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USER, MOUNT, HOSTNAME, NAMESPACES };
enum { MAX_PLACES = 64 };
static const char *const namespace_files[] = {"user", "mnt", "uts"};

typedef struct Machine {
  struct Machine *next;
  char *key;
  int descriptors[NAMESPACES];
} Machine;

static Machine *machines;

static void write_file(const char *path, const char *format, ...) {
  char text[64];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (write(fd, text, (size_t)length) < 0) perror(path);
  close(fd);
}

/* Says what failed and ends this process, which is a child on its way into a machine. */
static void give_up(int code, const char *what) {
  dprintf(STDERR_FILENO, "%s: %s\n", what, strerror(errno));
  _exit(code);
}

/* The flags that a mount has must be kept, or the kernel refuses to an ordinary user. */
static int make_read_only(const char *path) {
  struct statvfs facts;
  if (statvfs(path, &facts) < 0) return -1;
  unsigned long kept = 0;
  if (facts.f_flag & ST_NOSUID) kept |= MS_NOSUID;
  if (facts.f_flag & ST_NODEV) kept |= MS_NODEV;
  if (facts.f_flag & ST_NOEXEC) kept |= MS_NOEXEC;
  if (facts.f_flag & ST_NOATIME) kept |= MS_NOATIME;
  if (facts.f_flag & ST_NODIRATIME) kept |= MS_NODIRATIME;
  if (facts.f_flag & ST_RELATIME) kept |= MS_RELATIME;
  return mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | kept, NULL);
}

static void mount_all(char **fields) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) give_up(125, "/");
  for (; fields[0] && fields[1] && fields[2]; fields += 3) {
    const char *from = fields[0], *to = fields[1], *options = fields[2];
    if (!strcmp(from, "devpts")) {
      if (mount(from, to, from, MS_NOSUID | MS_NOEXEC, options) < 0) give_up(125, to);
      continue;
    }
    unsigned long flags = MS_BIND | (options[0] == 'r' ? MS_REC : 0);
    if (mount(from, to, NULL, flags, NULL) < 0) give_up(125, to);
    if (strstr(options, ",ro") && make_read_only(to) < 0) give_up(125, to);
  }
}

/* Makes the namespaces in this process, which goes on to wait while they are opened. */
static void make_namespaces(int user, char **fields) {
  unsigned uid = geteuid(), gid = getegid();
  if (unshare(CLONE_NEWNS | CLONE_NEWUTS | (user ? CLONE_NEWUSER : 0)) < 0)
    give_up(125, "unshare");
  if (user) {
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", "0 %u 1", uid);
    write_file("/proc/self/gid_map", "0 %u 1", gid);
  }
  mount_all(fields + 1);
  if (sethostname(fields[0], strlen(fields[0])) < 0) give_up(125, "hostname");
}

static int open_namespaces(Machine *machine, pid_t pid, int user) {
  for (int i = user ? USER : MOUNT; i < NAMESPACES; i++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/%s", (int)pid, namespace_files[i]);
    if ((machine->descriptors[i] = open(path, O_RDONLY | O_CLOEXEC)) < 0) return -1;
  }
  return 0;
}

static Machine *find_machine(const char *key) {
  for (Machine *machine = machines; machine; machine = machine->next)
    if (!strcmp(machine->key, key)) return machine;
  return NULL;
}

static void drop_machine(const char *key) {
  for (Machine **link = &machines; *link; link = &(*link)->next) {
    Machine *machine = *link;
    if (strcmp(machine->key, key)) continue;
    *link = machine->next;
    for (int i = 0; i < NAMESPACES; i++)
      if (machine->descriptors[i] >= 0) close(machine->descriptors[i]);
    free(machine->key);
    free(machine);
    return;
  }
}

/*
 * Fields: key, `u` for a user namespace, hostname, then source, target and options of each mount.
 * Answers 0 or an error number. The child waits at `gate` until its namespaces are open.
 */
static int prepare_machine(char **fields) {
  int gate[2], ready[2], user = fields[1][0] == 'u', failed = 0;
  char byte;
  if (pipe2(gate, O_CLOEXEC) < 0 || pipe2(ready, O_CLOEXEC) < 0) return errno;
  pid_t pid = fork();
  if (pid == 0) {
    close(gate[1]);
    make_namespaces(user, fields + 2);
    if (write(ready[1], "r", 1) != 1) _exit(125);
    _exit(read(gate[0], &byte, 1) != 0);
  }
  close(gate[0]);
  close(ready[1]);
  drop_machine(fields[0]);
  Machine *machine = calloc(1, sizeof *machine);
  if (!machine || !(machine->key = strdup(fields[0]))) return ENOMEM;
  for (int i = 0; i < NAMESPACES; i++) machine->descriptors[i] = -1;
  machine->next = machines;
  machines = machine;
  if (pid < 0 || read(ready[0], &byte, 1) != 1) failed = EPERM;
  else if (open_namespaces(machine, pid, user) < 0) failed = errno;
  close(gate[1]);
  close(ready[0]);
  if (pid > 0) waitpid(pid, NULL, 0);
  if (failed) drop_machine(fields[0]);
  return failed;
}

/* Takes up all room of the file system in the current folder: files, and bytes. */
static void fill_up(void) {
  static const char page[4096];
  int fd = open("full", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  while (fd >= 0 && write(fd, page, sizeof page) > 0) continue;
  for (int i = 0; i < 4096; i++) {
    char name[16];
    snprintf(name, sizeof name, "full-%d", i);
    int extra = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (extra < 0) return;
    close(extra);
  }
}

/*
 * Lets every write fail with ENOSPC: over each folder (`+path`) lies a layer that has no room.
 * Sockets and mounted files (`=path`) are put over it again.
 */
static void make_full(const char *root, char **places) {
  char path[4096], options[9216];
  int kept[MAX_PLACES], number = 0;
  if (unshare(CLONE_NEWNS) < 0) give_up(125, "unshare");
  for (int i = 0; places[i] && i < MAX_PLACES; i++) {
    snprintf(path, sizeof path, "%s%s", root, places[i] + 1);
    kept[i] = places[i][0] == '=' ? open(path, O_PATH | O_CLOEXEC) : -1;
  }
  snprintf(path, sizeof path, "%s/mnt", root);
  if (mount("none", path, "tmpfs", 0, "size=256k,nr_inodes=256") < 0 || chdir(path) < 0)
    give_up(125, "no room for the layer of a full disk");
  for (char **place = places; *place; place++) {
    if (**place != '+') continue;
    snprintf(path, sizeof path, "%d", number++);
    mkdir(path, 0755);
    snprintf(options, sizeof options, "%d/upper", number - 1);
    mkdir(options, 0755);
    snprintf(options, sizeof options, "%d/work", number - 1);
    mkdir(options, 0755);
    snprintf(path, sizeof path, "%s%s", root, *place + 1);
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%d/upper,workdir=%d/work", path,
             number - 1, number - 1);
    if (mount("none", path, "overlay", 0, options) < 0) give_up(125, "no full disk here");
  }
  fill_up();
  for (int i = 0; places[i] && i < MAX_PLACES; i++) {
    if (kept[i] < 0) continue;
    snprintf(options, sizeof options, "/proc/self/fd/%d", kept[i]);
    snprintf(path, sizeof path, "%s%s", root, places[i] + 1);
    mount(options, path, NULL, MS_BIND, NULL);
  }
  if (chdir("/") < 0) give_up(125, "/");
  snprintf(path, sizeof path, "%s/mnt", root);
  umount2(path, MNT_DETACH);
}

/* Brings this process into a machine; `root` is where its tree is put together. */
static void enter_machine(const char *key, const char *root, char **full) {
  const Machine *machine = find_machine(key);
  errno = ESRCH;
  if (!machine) give_up(125, "machine");
  for (int i = 0; i < NAMESPACES; i++) {
    int fd = machine->descriptors[i];
    if (fd >= 0 && setns(fd, 0) < 0) give_up(125, "setns");
  }
  if (*full) make_full(root, full);
  if (chroot(root) < 0 || chdir("/") < 0) give_up(125, root);
}
