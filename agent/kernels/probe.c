/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#define _GNU_SOURCE
#include "probe.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"

#define RING_BYTES (16u << 20) /* as in ProbeConfig, and so are the next two */
#define WAKEUP_SHARE 8
#define THROTTLE_NS 10000000
#define MAX_FLOWS 262144 /* as in ProbeLimits, and so is the next one */
#define RARE_EVENTS_PER_S 10000

#define MOST_LINES 20
#define ENOTSUPP 524 /* the kernel's own, which strerror does not know */

#define CALLBACK 0
#define BTF_TRACEPOINT 1

const struct tier TIER[TIERS] = {
	{"sock_ops", true}, {"tp_btf", true}, {"raw_tp", false}, {"fentry", true}, {"kprobe", false},
};

/* All warnings of libbpf since the last attempt, the verifier's log included. */
static char *messages;
static size_t messages_length;

static int keep_message(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char *text, *longer;
	int length;

	if (level != LIBBPF_WARN || (length = vasprintf(&text, format, arguments)) < 0)
		return 0;
	longer = realloc(messages, messages_length + length + 1);
	if (longer) {
		messages = longer;
		memcpy(messages + messages_length, text, length + 1);
		messages_length += length;
	}
	free(text);
	return length;
}

void keep_libbpf_messages(void)
{
	libbpf_set_print(keep_message);
}

static void forget_messages(void)
{
	free(messages);
	messages = 0;
	messages_length = 0;
}

static void copy_line(char *out, size_t size, const char *from)
{
	snprintf(out, size, "%.*s", (int)strcspn(from, "\n"), from);
	for (char *c = out; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
}

static bool is_statistics(const char *line)
{
	return !strncmp(line, "processed ", 10) || !strncmp(line, "verification time", 17) ||
	       !strncmp(line, "stack depth", 11);
}

/* The last line of the verifier's log that tells more than statistics; false without one. */
static bool verdict_of_verifier(char *out, size_t size)
{
	const char *begin = messages ? strstr(messages, "-- BEGIN PROG LOAD LOG --\n") : 0;
	const char *end = begin ? strstr(begin, "-- END PROG LOAD LOG --") : 0;
	const char *verdict = 0;

	if (!end)
		return false;
	for (const char *line = strchr(begin, '\n') + 1; line < end; line = strchr(line, '\n') + 1)
		if (*line != '\n' && !is_statistics(line))
			verdict = line;
	if (verdict)
		copy_line(out, size, verdict);
	return verdict;
}

/* Why libbpf or the kernel said no, in one line: what came first is the cause, what follows is the consequence. */
static void explain(char *out, size_t size, const char *otherwise, int error)
{
	const char *line = messages, *program;

	if (verdict_of_verifier(out, size))
		return;
	if (!line) {
		snprintf(out, size, "%s: %s", otherwise, strerror(-error));
		return;
	}
	/* libbpf: prog 'NAME': what is of interest */
	line += strncmp(line, "libbpf: ", 8) ? 0 : 8;
	program = strncmp(line, "prog '", 6) ? 0 : strstr(line, "': ");
	copy_line(out, size, program ? program + 3 : line);
	if (error == -ENOTSUPP)
		snprintf(out, size, "%s: the kernel says ENOTSUPP", otherwise);
}

/* The end of what libbpf said; the log of a verifier can be very long. */
static void print_messages(void)
{
	char *from = messages ? messages + messages_length : 0, *rest;
	int lines = 0;

	while (from && from > messages && lines <= MOST_LINES)
		lines += *--from == '\n';
	for (char *line = from ? strtok_r(from, "\n", &rest) : 0; line; line = strtok_r(0, "\n", &rest))
		printf("#   %s\n", line);
}

static bool is_named(const char *program, const struct tier *tier)
{
	size_t length = strlen(tier->label);

	return !strncmp(program, tier->label, length) && program[length] == '_';
}

/* Callbacks are for round trips only, so that tier has the programs of the next one as well. */
static bool owns(const struct tier *tier, const char *program)
{
	return is_named(program, tier) || (tier == &TIER[CALLBACK] && is_named(program, &TIER[BTF_TRACEPOINT]));
}

/* The program that lists the connections that are there already. */
static bool is_lister(const char *program)
{
	return !strcmp(program, "existing_sockets");
}

static bool may_list(const struct tier *tier)
{
	return tier == &TIER[CALLBACK] || tier == &TIER[BTF_TRACEPOINT];
}

static void choose_programs(struct bpf_object *object, const struct tier *tier, bool with_lister)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		const char *name = bpf_program__name(program);

		bpf_program__set_autoload(program, owns(tier, name) || (with_lister && is_lister(name)));
	}
}

static struct bpf_map *map_of(const struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (!map)
		die("the probe has no map %s", name);
	return map;
}

static __u32 us_per_jiffy(void)
{
	struct timespec tick;

	clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
	return tick.tv_nsec / 1000;
}

/* Whether the tracepoint has an argument more than its own data, the socket and the segment: RetransmitTracepoint. */
static bool retransmissions_tell_errors(void)
{
	struct btf *types = btf__load_vmlinux_btf();
	bool tells = false;
	int id;

	if (libbpf_get_error(types))
		return false;
	id = btf__find_by_name_kind(types, "btf_trace_tcp_retransmit_skb", BTF_KIND_TYPEDEF);
	if (id >= 0) {
		const struct btf_type *pointer = btf__type_by_id(types, btf__type_by_id(types, id)->type);

		tells = btf_vlen(btf__type_by_id(types, pointer->type)) >= 4;
	}
	btf__free(types);
	return tells;
}

static void configure(struct bpf_object *object, const struct tier *tier, const struct watch *watch)
{
	struct probe_config config = {
		.throttle_ns = THROTTLE_NS,
		.cgroup_id = watch->cgroup_id,
		.max_flows = MAX_FLOWS,
		.rare_events_per_s = RARE_EVENTS_PER_S,
		.wakeup_bytes = RING_BYTES / WAKEUP_SHARE,
		.filter_ports = 1,
		.filter_netns = 1,
		.with_callback = tier == &TIER[CALLBACK],
		.us_per_jiffy = us_per_jiffy(),
		.tells_error = retransmissions_tell_errors(),
	};

	config.ports[watch->port / 64] |= 1ULL << watch->port % 64;
	bpf_map__set_autocreate(map_of(object, tier->is_typed ? "flows_by_address" : "flows"), false);
	bpf_map__set_max_entries(map_of(object, "events"), RING_BYTES);
	bpf_map__set_max_entries(map_of(object, "stages"), libbpf_num_possible_cpus());
	bpf_map__set_max_entries(map_of(object, "watched_netns"), 1);
	bpf_map__set_max_entries(map_of(object, "watched_remotes"), 1);
	if (bpf_map__set_initial_value(map_of(object, ".rodata"), &config, sizeof(config)))
		die("the probe's constants are not %zu bytes", sizeof(config));
}

/* Runs the lister once, over what there is. */
static int list(const struct bpf_link *link)
{
	char nothing[512];
	int run = bpf_iter_create(bpf_link__fd(link));

	if (run < 0)
		return run;
	while (read(run, nothing, sizeof(nothing)) > 0)
		;
	close(run);
	return 0;
}

static int link_program(struct probe *probe, struct bpf_program *program)
{
	struct bpf_link *link = is_named(bpf_program__name(program), &TIER[CALLBACK]) ?
					bpf_program__attach_cgroup(program, cgroup_root_fd) :
					bpf_program__attach(program);

	if (libbpf_get_error(link))
		return libbpf_get_error(link);
	probe->links[probe->link_count++] = link;
	return is_lister(bpf_program__name(program)) ? list(link) : 0;
}

static enum refusal refused(struct probe *probe, enum refusal refusal, const char *what, int error)
{
	explain(probe->reason, sizeof(probe->reason), what, error);
	print_messages();
	probe_close(probe);
	return refusal;
}

/* It tells nothing before it is told to. */
static void report(const struct probe *probe)
{
	static struct probe_control control = {.is_reporting = 1};
	__u32 zero = 0;

	if (bpf_map_update_elem(probe_map(probe, ".bss"), &zero, &control, BPF_ANY))
		die("cannot have the probe report");
}

static enum refusal attach(struct probe *probe, const char *file, const struct tier *tier, const struct watch *watch,
			   bool with_lister)
{
	const __u8 present = 1;
	struct bpf_program *program;
	int error;

	memset(probe, 0, sizeof(*probe));
	forget_messages();
	probe->object = bpf_object__open_file(file, 0);
	if (libbpf_get_error(probe->object))
		die("libbpf does not understand %s", file);
	choose_programs(probe->object, tier, with_lister);
	configure(probe->object, tier, watch);
	error = bpf_object__load(probe->object);
	if (error)
		return refused(probe, NOT_LOADED, "cannot load", error);
	if (bpf_map_update_elem(probe_map(probe, "watched_netns"), &watch->netns, &present, BPF_ANY))
		die("cannot fill watched_netns");
	bpf_object__for_each_program(program, probe->object) {
		if (!bpf_program__autoload(program))
			continue;
		error = link_program(probe, program);
		if (error)
			return refused(probe, NOT_ATTACHED, "cannot attach", error);
	}
	report(probe);
	return ACCEPTED;
}

enum refusal probe_attach(struct probe *probe, const char *file, const struct tier *tier, const struct watch *watch)
{
	if (may_list(tier)) {
		if (attach(probe, file, tier, watch, true) == ACCEPTED) {
			printf("# connections that are there already can be listed\n");
			return ACCEPTED;
		}
		printf("# connections that are there already cannot be listed: %s\n", probe->reason);
	}
	return attach(probe, file, tier, watch, false);
}

int probe_map(const struct probe *probe, const char *name)
{
	return bpf_map__fd(map_of(probe->object, name));
}

void probe_stages(const struct probe *probe, __u64 stages[STAGES])
{
	__u32 processors = libbpf_num_possible_cpus();
	struct stage_counts counts;

	memset(stages, 0, STAGES * sizeof(*stages));
	for (__u32 processor = 0; processor < processors; processor++) {
		if (bpf_map_lookup_elem(probe_map(probe, "stages"), &processor, &counts))
			die("cannot read the stages");
		for (int stage = 0; stage < STAGES; stage++)
			stages[stage] += counts.runs[stage];
	}
}

__u64 probe_missed_runs(const struct probe *probe)
{
	struct bpf_program *program;
	__u64 missed = 0;

	bpf_object__for_each_program(program, probe->object) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);

		if (bpf_program__autoload(program) && !bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
			missed += info.recursion_misses;
	}
	return missed;
}

void probe_detach(struct probe *probe)
{
	while (probe->link_count)
		bpf_link__destroy(probe->links[--probe->link_count]);
}

void probe_close(struct probe *probe)
{
	probe_detach(probe);
	bpf_object__close(probe->object);
	probe->object = 0;
}

int attach_to_cgroup(const char *file, const char *program, int cgroup_fd, const char *map)
{
	struct bpf_object *object = bpf_object__open_file(file, 0);
	struct bpf_program *found;

	forget_messages();
	if (libbpf_get_error(object) || bpf_object__load(object)) {
		print_messages();
		die("the kernel refuses %s", file);
	}
	found = bpf_object__find_program_by_name(object, program);
	if (!found || libbpf_get_error(bpf_program__attach_cgroup(found, cgroup_fd))) {
		print_messages();
		die("cannot attach %s", program);
	}
	return bpf_map__fd(map_of(object, map));
}
