/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#define _GNU_SOURCE
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ETHERNET_MTU 1500
#define CONTAINER_LOCKED_BYTES (64 << 10)
#define CGROUP_ROOT_INODE 1 /* in the root of the tree and in no other cgroup */
#define TAINT_OOPS (1 << 7)
#define TAINT_WARNING (1 << 9)

int cgroup_root_fd = -1, cgroup_test_fd = -1;

static char cgroup_root[] = "/tmp/tokenflow-kernels-XXXXXX";
static char cgroup_home[256]; /* where this process was before, below the root */
static char cgroup_paths[3][sizeof(cgroup_root) + 64];

void die(const char *format, ...)
{
	int error = errno;
	va_list arguments;

	va_start(arguments, format);
	fprintf(stderr, "loader: ");
	vfprintf(stderr, format, arguments);
	fprintf(stderr, "%s%s\n", error ? ": " : "", error ? strerror(error) : "");
	va_end(arguments);
	exit(2);
}

long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void mount_at(const char *type, const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		die("cannot make %s", path);
	errno = 0;
	if (mount(type, path, type, 0, 0) && errno != EBUSY)
		die("cannot mount %s", path);
}

void machine_mount_all(void)
{
	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mount_at("tmpfs", "/tmp");
}

static void set_interface(int fd, struct ifreq *request, int operation, const char *what)
{
	if (ioctl(fd, operation, request))
		die("cannot set %s of lo", what);
}

void machine_own_network(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	int fd;

	if (unshare(CLONE_NEWNET))
		die("cannot make a network namespace");
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	request.ifr_mtu = ETHERNET_MTU; /* otherwise a segment is 64 KB, and so is what is lost at once */
	set_interface(fd, &request, SIOCSIFMTU, "the MTU");
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	set_interface(fd, &request, SIOCSIFFLAGS, "the state");
	close(fd);
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die("cannot write to %s", path);
	close(fd);
}

static void move_to(const char *cgroup)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	write_text(path, "0");
}

static void find_home(void)
{
	FILE *file = fopen("/proc/self/cgroup", "r");
	char line[sizeof(cgroup_home)];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "0::", 3))
			snprintf(cgroup_home, sizeof(cgroup_home), "%.*s", (int)strcspn(line + 3, "\n"), line + 3);
	if (file)
		fclose(file);
}

void machine_own_cgroups(void)
{
	struct stat root;

	find_home();
	if (unshare(CLONE_NEWNS) || mount("none", "/", 0, MS_REC | MS_PRIVATE, 0))
		die("cannot make a mount namespace");
	if (!mkdtemp(cgroup_root) || mount("cgroup2", cgroup_root, "cgroup2", 0, 0))
		die("cannot mount the cgroup v2 tree at %s", cgroup_root);
	errno = 0;
	if (stat(cgroup_root, &root) || root.st_ino != CGROUP_ROOT_INODE)
		die("the root of the cgroup v2 tree is not visible here: not in a container, please");
	snprintf(cgroup_paths[CGROUP_TEST], sizeof(cgroup_paths[0]), "%s/tokenflow-kernels-%d", cgroup_root, getpid());
	snprintf(cgroup_paths[CGROUP_INSIDE], sizeof(cgroup_paths[0]), "%s/tokenflow-kernels-%d/inside", cgroup_root,
		 getpid());
	snprintf(cgroup_paths[CGROUP_OUTSIDE], sizeof(cgroup_paths[0]), "%s/tokenflow-kernels-%d/outside", cgroup_root,
		 getpid());
	for (int place = CGROUP_TEST; place <= CGROUP_OUTSIDE; place++)
		if (mkdir(cgroup_paths[place], 0755))
			die("cannot make the cgroup %s", cgroup_paths[place]);
	cgroup_root_fd = open(cgroup_root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cgroup_test_fd = open(cgroup_paths[CGROUP_TEST], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup_root_fd < 0 || cgroup_test_fd < 0)
		die("cannot open the cgroups");
	machine_enter(CGROUP_TEST);
}

void machine_leave_cgroups(void)
{
	char home[sizeof(cgroup_root) + sizeof(cgroup_home)];

	snprintf(home, sizeof(home), "%s%s", cgroup_root, cgroup_home);
	move_to(home);
	for (int place = CGROUP_OUTSIDE; place >= CGROUP_TEST; place--)
		if (rmdir(cgroup_paths[place]))
			die("cannot remove the cgroup %s", cgroup_paths[place]);
	close(cgroup_root_fd);
	close(cgroup_test_fd);
	if (umount(cgroup_root) || rmdir(cgroup_root))
		die("cannot remove %s", cgroup_root);
}

void machine_enter(enum cgroup_place place)
{
	move_to(cgroup_paths[place]);
}

unsigned long long machine_inside_id(void)
{
	struct stat status;

	if (stat(cgroup_paths[CGROUP_INSIDE], &status))
		die("cannot look at %s", cgroup_paths[CGROUP_INSIDE]);
	return status.st_ino;
}

long machine_retransmitted_segments(void)
{
	FILE *file = fopen("/proc/self/net/snmp", "r");
	char names[1024], values[1024], *name, *value, *name_rest, *value_rest;
	long segments = -1;

	/* Two lines for each protocol: the names, then the values. */
	while (segments < 0 && file && fgets(names, sizeof(names), file) && fgets(values, sizeof(values), file)) {
		if (strncmp(names, "Tcp:", 4))
			continue;
		name = strtok_r(names, " \n", &name_rest);
		value = strtok_r(values, " \n", &value_rest);
		while (name && value && strcmp(name, "RetransSegs")) {
			name = strtok_r(0, " \n", &name_rest);
			value = strtok_r(0, " \n", &value_rest);
		}
		segments = value ? atol(value) : -1;
	}
	if (file)
		fclose(file);
	if (segments < 0)
		die("/proc/net/snmp has no RetransSegs");
	return segments;
}

void machine_keep_capabilities(bool with_net_admin)
{
	const struct rlimit locked = {CONTAINER_LOCKED_BYTES, CONTAINER_LOCKED_BYTES};
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {};

	kept[CAP_TO_INDEX(CAP_NET_ADMIN)].permitted |= with_net_admin ? CAP_TO_MASK(CAP_NET_ADMIN) : 0;
	kept[CAP_TO_INDEX(CAP_BPF)].permitted |= CAP_TO_MASK(CAP_BPF);
	kept[CAP_TO_INDEX(CAP_PERFMON)].permitted |= CAP_TO_MASK(CAP_PERFMON);
	for (int word = 0; word < _LINUX_CAPABILITY_U32S_3; word++)
		kept[word].effective = kept[word].permitted;
	if (setrlimit(RLIMIT_MEMLOCK, &locked) || syscall(SYS_capset, &header, kept))
		die("cannot drop capabilities");
}

unsigned long machine_netns(void)
{
	struct stat status;

	if (stat("/proc/self/ns/net", &status))
		die("cannot look at /proc/self/ns/net");
	return status.st_ino;
}

long machine_warnings(void)
{
	FILE *file = fopen("/proc/sys/kernel/tainted", "r");
	long taints = 0;

	if (!file || fscanf(file, "%ld", &taints) != 1)
		taints = 0;
	if (file)
		fclose(file);
	return taints & (TAINT_OOPS | TAINT_WARNING);
}
