/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * loader PROBE.o LOSS.o: tries every tier of the probe on the running kernel, with honest traffic, and compares what it
 * reports with what the kernel says. One line for each tier on standard output; lines that begin with # explain. As the
 * first process of a machine it takes the two files from / and switches the machine off at the end.
 *
 * Needs root. All traffic is in a network namespace of its own, all its cgroups are removed at the end.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/reboot.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loss.h"
#include "machine.h"
#include "probe.h"
#include "traffic.h"

#define LOSE_EVERY 23
#define MOST_US (120 * 1000000LL)    /* for the traffic; sending again takes its time */
#define SETTLE_US (10 * 1000000LL)   /* for the last CLOSE */
#define QUIET_US 50000               /* in which one too many would come */
#define TIER_SECONDS 300
#define TIMES_OFF 1.25               /* between the reported round trips, smoothed, and the kernel's */

static const char *probe_file = "/tcp_events.bpf.o", *loss_file = "/loss.bpf.o";
static int loss_map;
static volatile sig_atomic_t stopped;
static bool is_alone; /* on a machine that does nothing else, and whose clock waits for it */

/* What a tier did; words are "ok", or "wrong", or "-" where it was not tried. */
struct verdict {
	bool is_loaded, is_attached;
	char bytes[8], opens[8], addresses[8], cgroup[16], capabilities[16];
	char retransmits[96], round_trips[112];
	long events, half_closed;
	__u64 lost, stale;
	bool is_wrong;
	char reason[1200]; /* what is wrong or refused; several are separated by REASONS_END */
};

#define REASONS_END " // "

static void add_reason(struct verdict *verdict, const char *when, const char *what)
{
	size_t used = strlen(verdict->reason);

	snprintf(verdict->reason + used, sizeof(verdict->reason) - used, "%s%s%s", used ? REASONS_END : "", when, what);
}

/* The first thing that is wrong is a reason; all of them are explained. */
static void complain(struct verdict *verdict, const char *format, ...)
{
	char text[300];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	printf("# wrong: %s\n", text);
	if (!verdict->is_wrong)
		add_reason(verdict, "", text);
	verdict->is_wrong = true;
}

static const char *word(bool is_right)
{
	return is_right ? "ok" : "wrong";
}

static void order_loss(const struct loss_orders *orders)
{
	__u32 zero = 0;

	if (bpf_map_update_elem(loss_map, &zero, orders, BPF_ANY))
		die("cannot order losses");
}

static void lose_syn_ack(void)
{
	const struct loss_orders orders = {.port = SERVER_PORT, .syn_acks = 1};

	order_loss(&orders);
}

static void lose_data(const struct traffic *traffic)
{
	struct loss_orders orders = {.port = SERVER_PORT, .every = LOSE_EVERY};

	for (int i = 0; i < traffic->count; i++)
		if (traffic->connections[i].plan->is_spared)
			orders.spared = traffic->connections[i].client_port;
	order_loss(&orders);
}

/* The traffic, from the first connection to the last CLOSE; false when it did not come to an end. */
static bool run_traffic(struct traffic *traffic, struct ring_buffer *ring, int closes)
{
	long long end = now_us() + MOST_US;
	int seen;
	bool goes_on = true;

	while (goes_on && now_us() < end) {
		goes_on = traffic_step(traffic);
		ring_buffer__consume(ring);
	}
	traffic_end(traffic);
	end = now_us() + SETTLE_US;
	do {
		usleep(QUIET_US);
		ring_buffer__consume(ring);
		seen = 0;
		for (int i = 0; i < traffic->count; i++)
			seen += traffic->connections[i].closes > 0;
	} while (seen < closes && now_us() < end);
	usleep(QUIET_US);
	ring_buffer__consume(ring);
	return !goes_on;
}

/* All that was sent was acknowledged; the end of a connection counts as one more byte, unless it was a reset. */
static bool bytes_are_right(const struct connection *connection)
{
	return connection->bytes >= (__u64)connection->sent && connection->bytes <= (__u64)connection->sent + 1;
}

static void check_bytes(struct verdict *verdict, const struct traffic *traffic)
{
	bool is_right = true;

	for (int i = 0; i < traffic->count; i++) {
		const struct connection *connection = &traffic->connections[i];

		if (bytes_are_right(connection))
			continue;
		is_right = false;
		complain(verdict, "%s: %llu bytes reported, %ld sent", connection->plan->name,
			 (unsigned long long)connection->bytes, connection->sent);
	}
	strcpy(verdict->bytes, word(is_right));
}

static void check_opens(struct verdict *verdict, const struct traffic *traffic)
{
	bool is_right = true;

	for (int i = 0; i < traffic->count; i++) {
		const struct connection *connection = &traffic->connections[i];

		if (connection->opens == 1 && connection->closes == 1)
			continue;
		is_right = false;
		complain(verdict, "%s: %d OPEN and %d CLOSE", connection->plan->name, connection->opens,
			 connection->closes);
	}
	strcpy(verdict->opens, word(is_right));
}

static void check_addresses(struct verdict *verdict, const struct traffic *traffic, bool is_typed)
{
	bool is_right = !traffic->unknown;

	if (traffic->unknown)
		complain(verdict, "%d events of sockets that nobody opened", traffic->unknown);
	for (int i = 0; i < traffic->count; i++) {
		const struct connection *connection = &traffic->connections[i];
		bool is_same = !is_typed || connection->event_cookie == connection->cookie;

		for (int j = 0; j < i; j++)
			is_same = is_same && connection->event_cookie != traffic->connections[j].event_cookie;
		if (is_same && !connection->strange)
			continue;
		is_right = false;
		complain(verdict, "%s: %d events with another address or cookie", connection->plan->name,
			 connection->strange);
	}
	strcpy(verdict->addresses, word(is_right));
}

static void check_retransmits(struct verdict *verdict, const struct traffic *traffic, long segments)
{
	__u64 reported = 0, in_events = 0;
	bool is_told;

	for (int i = 0; i < traffic->count; i++) {
		segments -= traffic->connections[i].client_retrans;
		reported += traffic->connections[i].retrans;
		in_events += traffic->connections[i].segments;
	}
	/* SYN-ACKs have no event of their own, and the kernel cuts some segments after the event. */
	is_told = in_events * 10 >= reported * 9 && in_events * 10 <= reported * 11;
	if ((long)reported != segments)
		complain(verdict, "%llu segments reported as sent again, the kernel says %ld",
			 (unsigned long long)reported, segments);
	else if (!reported)
		complain(verdict, "nothing was lost, so nothing is proved");
	else if (!is_told)
		complain(verdict, "segments sent again, but no event RETRANSMIT");
	snprintf(verdict->retransmits, sizeof(verdict->retransmits), "%s(%llu/%ld;events=%llu)",
		 word(reported && (long)reported == segments && is_told), (unsigned long long)reported, segments,
		 (unsigned long long)in_events);
}

static double mean(double sum, __u64 count)
{
	return count ? sum / count : 0;
}

/*
 * A token is alone on its way, so where nothing is lost each is one round trip, the end of the connection may be
 * another, and smoothed they give what the kernel has. One that was sent again brings no sample (Karn), and may take
 * the next along. Of a bulk transfer many segments are acknowledged at once.
 */
static bool round_trips_are_right(struct verdict *verdict, const struct connection *connection)
{
	const struct plan *plan = connection->plan;
	double reported = mean(connection->own_smoothed_sum_us, connection->round_trips);
	double smoothed = mean(connection->smoothed_sum_us, connection->written);
	/* A busy machine's kernel does not run the program for every segment that it sends again. */
	int unnoticed = is_alone ? 0 : (connection->resent + 1) / 2;
	__u64 most = plan->interval_ms ? plan->writes - connection->resent + unnoticed + 1 : plan->writes * 50;
	__u64 least = plan->interval_ms ? plan->writes - connection->resent * 2 - 1 : plan->writes / 20;

	printf("# %s: %d writes, %d sent again, %llu round trips, shortest %u us, smoothed %.0f us; the kernel's "
	       "shortest %u us, smoothed %.0f us\n",
	       plan->name, plan->writes, connection->resent, (unsigned long long)connection->round_trips,
	       connection->shortest_us, reported,
	       connection->min_rtt_us, smoothed);
	if (connection->round_trips < least || connection->round_trips > most)
		complain(verdict, "%s: %llu round trips for %d writes, of which %d were sent again", plan->name,
			 (unsigned long long)connection->round_trips, plan->writes, connection->resent);
	else if (connection->shortest_us < connection->min_rtt_us)
		complain(verdict, "%s: a round trip of %u us, the kernel's shortest is %u us", plan->name,
			 connection->shortest_us, connection->min_rtt_us);
	else if (plan->is_spared && (reported > smoothed * TIMES_OFF || reported * TIMES_OFF < smoothed))
		complain(verdict, "%s: a smoothed round trip of %.0f us, the kernel's is %.0f us", plan->name, reported,
			 smoothed);
	else
		return true;
	return false;
}

static void check_round_trips(struct verdict *verdict, const struct traffic *traffic, const struct tier *tier)
{
	const struct connection *first = &traffic->connections[0];
	bool is_right = true;
	__u64 all = 0;

	for (int i = 0; i < traffic->count; i++) {
		const struct connection *connection = &traffic->connections[i];

		all += connection->round_trips;
		if (connection->plan->is_half_closed)
			verdict->half_closed += connection->round_trips;
		/* Of a reader that has sent its end, only the first tier promises round trips. */
		if (!connection->plan->is_half_closed || tier == &TIER[0])
			is_right = round_trips_are_right(verdict, connection) && is_right;
	}
	snprintf(verdict->round_trips, sizeof(verdict->round_trips), "%s(%llu;smoothed=%.0fus;kernel=%.0fus)",
		 word(is_right), (unsigned long long)all, mean(first->own_smoothed_sum_us, first->round_trips),
		 mean(first->smoothed_sum_us, first->written));
}

static void check_losses(struct verdict *verdict, const struct traffic *traffic, const __u64 stages[STAGES])
{
	verdict->lost = stages[STAGE_LOST_RING_FULL] + stages[STAGE_LOST_STORAGE];
	verdict->stale = stages[STAGE_STALE];
	if (verdict->lost)
		complain(verdict, "%llu events lost", (unsigned long long)verdict->lost);
	if (verdict->stale)
		complain(verdict, "%llu stale samples", (unsigned long long)verdict->stale);
	if ((__u64)traffic->events != stages[STAGE_EMITTED])
		complain(verdict, "%ld events read, %llu written", traffic->events,
			 (unsigned long long)stages[STAGE_EMITTED]);
}

static struct ring_buffer *open_ring(const struct probe *probe, struct traffic *traffic)
{
	struct ring_buffer *ring = ring_buffer__new(probe_map(probe, "events"), traffic_take, traffic, 0);

	if (libbpf_get_error(ring))
		die("cannot map the ring buffer");
	return ring;
}

static void try_everything(struct verdict *verdict, const struct tier *tier)
{
	static struct traffic traffic;
	struct watch watch = {.port = SERVER_PORT, .netns = machine_netns()};
	struct ring_buffer *ring;
	struct probe probe;
	__u64 stages[STAGES];
	enum refusal refusal;
	int listeners[2];
	long retransmitted;

	traffic_listen(listeners, false);
	refusal = probe_attach(&probe, probe_file, tier, &watch);
	verdict->is_loaded = refusal != NOT_LOADED;
	verdict->is_attached = refusal == ACCEPTED;
	if (refusal != ACCEPTED) {
		add_reason(verdict, "", probe.reason);
		return;
	}
	ring = open_ring(&probe, &traffic);
	retransmitted = machine_retransmitted_segments();
	traffic_open(&traffic, EVERYTHING, EVERYTHING_COUNT, listeners, lose_syn_ack);
	lose_data(&traffic);
	if (!run_traffic(&traffic, ring, EVERYTHING_COUNT))
		complain(verdict, "the traffic did not end within %lld s", MOST_US / 1000000);
	retransmitted = machine_retransmitted_segments() - retransmitted;
	traffic_elsewhere();
	close(listeners[0]); /* neither is a listener a connection that ends */
	close(listeners[1]);
	probe_detach(&probe);
	ring_buffer__consume(ring);
	probe_stages(&probe, stages);
	for (int stage = 0; stage < STAGES; stage++)
		printf("%s%llu%s", stage ? " " : "# stages: ", (unsigned long long)stages[stage],
		       stage == STAGES - 1 ? "\n" : "");
	printf("# runs missed: %llu\n", (unsigned long long)probe_missed_runs(&probe));
	verdict->events = traffic.events;
	check_bytes(verdict, &traffic);
	check_opens(verdict, &traffic);
	check_addresses(verdict, &traffic, tier->is_typed);
	check_retransmits(verdict, &traffic, retransmitted);
	check_round_trips(verdict, &traffic, tier);
	check_losses(verdict, &traffic, stages);
	ring_buffer__free(ring);
	probe_close(&probe);
}

/* Whether only the sockets of one cgroup are seen when that is asked for. */
static void try_cgroup(struct verdict *verdict, const struct tier *tier)
{
	static struct traffic traffic;
	struct watch watch = {.port = SERVER_PORT, .netns = machine_netns(), .cgroup_id = machine_inside_id()};
	const struct connection *inside = &traffic.connections[0], *outside = &traffic.connections[1];
	struct ring_buffer *ring;
	struct probe probe;
	int listeners[2];
	bool is_right;

	traffic_listen(listeners, true);
	if (probe_attach(&probe, probe_file, tier, &watch) != ACCEPTED) {
		strcpy(verdict->cgroup, "refused");
		add_reason(verdict, "with --cgroup: ", probe.reason);
		return;
	}
	ring = open_ring(&probe, &traffic);
	traffic_open(&traffic, TWO_CGROUPS, TWO_CGROUPS_COUNT, listeners, lose_syn_ack);
	run_traffic(&traffic, ring, 1);
	is_right = inside->opens == 1 && inside->closes == 1 && bytes_are_right(inside) && !outside->opens &&
		   !outside->closes && !traffic.unknown;
	if (!is_right)
		complain(verdict, "with --cgroup: %d OPEN and %d CLOSE inside, %d and %d outside", inside->opens,
			 inside->closes, outside->opens, outside->closes);
	strcpy(verdict->cgroup, word(is_right));
	ring_buffer__free(ring);
	probe_close(&probe);
}

/*
 * Whether the tier is accepted without root, from a process that has only the capabilities it should need. In a process
 * of its own, and before libbpf has raised any limit in this one.
 */
static void try_capabilities(char *refusal, size_t size, const struct tier *tier)
{
	struct watch watch = {.port = SERVER_PORT, .netns = machine_netns()};
	struct probe probe = {};
	ssize_t length;
	int ends[2];
	pid_t child;

	if (pipe(ends) || (child = fork()) < 0)
		die("cannot start a process");
	if (!child) {
		machine_keep_capabilities(tier == &TIER[0]);
		if (probe_attach(&probe, probe_file, tier, &watch) != ACCEPTED &&
		    write(ends[1], probe.reason, strlen(probe.reason)) < 0)
			die("cannot tell the reason");
		exit(0);
	}
	close(ends[1]);
	length = read(ends[0], refusal, size - 1);
	refusal[length > 0 ? length : 0] = 0;
	close(ends[0]);
	waitpid(child, 0, 0);
}

static const char *yes(bool is_so)
{
	return is_so ? "yes" : "no";
}

static void print_verdict(const struct tier *tier, const struct verdict *verdict)
{
	printf("tier=%s result=%s loads=%s attaches=%s events=%ld bytes=%s retransmits=%s roundtrips=%s halfclosed=%ld "
	       "opens=%s addresses=%s lost=%llu stale=%llu cgroup=%s capabilities=%s reason=%s\n",
	       tier->label, !verdict->is_attached ? "refused" : verdict->is_wrong ? "wrong" : "right",
	       yes(verdict->is_loaded), yes(verdict->is_attached), verdict->events, verdict->bytes,
	       verdict->retransmits, verdict->round_trips, verdict->half_closed, verdict->opens, verdict->addresses,
	       (unsigned long long)verdict->lost, (unsigned long long)verdict->stale, verdict->cgroup,
	       verdict->capabilities, verdict->reason);
}

static void try_tier(const struct tier *tier)
{
	struct verdict verdict = {
		.bytes = "-", .opens = "-", .addresses = "-", .cgroup = "-", .capabilities = "-",
		.retransmits = "-", .round_trips = "-",
	};
	char refusal[400];

	printf("# %s\n", tier->label);
	keep_libbpf_messages();
	try_capabilities(refusal, sizeof(refusal), tier);
	loss_map = attach_to_cgroup(loss_file, "lose_some", cgroup_test_fd, "orders");
	try_everything(&verdict, tier);
	if (verdict.is_attached) {
		try_cgroup(&verdict, tier);
		strcpy(verdict.capabilities, *refusal ? "refused" : "ok");
		if (*refusal)
			add_reason(&verdict, "without root: ", refusal);
	}
	print_verdict(tier, &verdict);
}

static void print_failure(const struct tier *tier, int status)
{
	char text[64];

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		snprintf(text, sizeof(text), "it did not end within %d s", TIER_SECONDS);
	else if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "the loader was ended by signal %d", WTERMSIG(status));
	else
		snprintf(text, sizeof(text), "the loader failed, see its log");
	printf("tier=%s result=failed reason=%s\n", tier->label, text);
}

/* Each tier in a process of its own: what one leaves behind is gone before the next begins. */
static void try_in_process(const struct tier *tier)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		die("cannot start a process");
	if (!child) {
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		alarm(TIER_SECONDS);
		try_tier(tier);
		exit(0);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		if (stopped)
			kill(child, SIGKILL);
	if (status && !stopped)
		print_failure(tier, status);
	fflush(stdout);
}

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void power_off(void)
{
	if (getpid() != 1)
		return; /* a tier's process */
	fflush(stdout);
	reboot(LINUX_REBOOT_CMD_POWER_OFF);
}

int main(int count, char **arguments)
{
	const struct sigaction action = {.sa_handler = stop};
	struct utsname kernel;

	setvbuf(stdout, 0, _IOLBF, 0);
	is_alone = getpid() == 1;
	if (is_alone) {
		atexit(power_off);
		machine_mount_all();
	} else if (count != 3) {
		fprintf(stderr, "usage: loader PROBE.o LOSS.o\n");
		return 2;
	} else {
		probe_file = arguments[1];
		loss_file = arguments[2];
		sigaction(SIGINT, &action, 0);
		sigaction(SIGTERM, &action, 0);
	}
	uname(&kernel);
	printf("kernel=%s machine=%s libbpf=%s\n", kernel.release, kernel.machine, libbpf_version_string());
	machine_own_network();
	machine_own_cgroups();
	for (int i = 0; i < TIERS && !stopped; i++)
		try_in_process(&TIER[i]);
	if (!stopped)
		printf("done warnings=%ld\n", machine_warnings());
	if (!is_alone)
		machine_leave_cgroups();
	return stopped ? 130 : 0;
}
