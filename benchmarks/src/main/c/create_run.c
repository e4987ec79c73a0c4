/*
 * The peer of creating a run: the same seven folders, and one file published durably in the first
 * of them (open a temporary file, write, fsync, link, unlink, fsync of the folder).
 *
 *   create_run FILE      FILE holds the bytes that every run's file gets
 *
 * Each line of standard input, "FOLDER COUNT", makes that many runs in an existing folder; the
 * answer is one line with the nanoseconds that each took.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const FOLDERS[] = {
    "figures", "checkpoints", "reports", "logs", "database", "exports",
};

static void require(int good, const char *what) {
  if (!good) {
    fprintf(stderr, "create_run: %s: %s\n", what, strerror(errno));
    exit(1);
  }
}

static long long now(void) {
  struct timespec time;
  require(clock_gettime(CLOCK_MONOTONIC, &time) == 0, "clock_gettime");
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void create(const char *root, long number, const char *bytes, size_t size) {
  char run[3000], path[3100], temporary[3100];
  snprintf(run, sizeof run, "%s/20260208_organcmnist_efficientnetb0_%06lx", root, number);
  require(mkdir(run, 0777) == 0, run);
  for (size_t i = 0; i < sizeof FOLDERS / sizeof *FOLDERS; i++) {
    snprintf(path, sizeof path, "%s/%s", run, FOLDERS[i]);
    require(mkdir(path, 0777) == 0, path);
  }
  snprintf(temporary, sizeof temporary, "%s/.temporary-%016lx-run.json", run, number);
  snprintf(path, sizeof path, "%s/run.json", run);
  int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  require(file >= 0, temporary);
  require(write(file, bytes, size) == (ssize_t)size, "write");
  require(fsync(file) == 0, "fsync");
  require(close(file) == 0, "close");
  require(link(temporary, path) == 0, path);
  require(unlink(temporary) == 0, temporary);
  int folder = open(run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  require(folder >= 0, run);
  require(fsync(folder) == 0, "fsync of the folder");
  require(close(folder) == 0, "close");
}

int main(int count, char **arguments) {
  static char bytes[1 << 20];
  char root[2048];
  long runs;
  if (count != 2) {
    fprintf(stderr, "usage: create_run FILE\n");
    return 2;
  }
  FILE *source = fopen(arguments[1], "rb");
  require(source != NULL, arguments[1]);
  size_t size = fread(bytes, 1, sizeof bytes, source);
  require(size > 0 && fclose(source) == 0, arguments[1]);
  while (scanf("%2047s %ld", root, &runs) == 2) {
    long long *times = malloc((size_t)runs * sizeof *times);
    require(times != NULL, "malloc");
    for (long i = 0; i < runs; i++) {
      long long start = now();
      create(root, i, bytes, size);
      times[i] = now() - start;
    }
    for (long i = 0; i < runs; i++) {
      printf("%lld ", times[i]);
    }
    printf("\n");
    fflush(stdout);
    free(times);
  }
  return 0;
}
