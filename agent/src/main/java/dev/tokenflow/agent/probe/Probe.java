package dev.tokenflow.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.CgroupRoot;
import dev.tokenflow.agent.host.Descriptor;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.LibbpfLog;
import dev.tokenflow.agent.host.Libc;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.protocol.event.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.bpf_prog_info;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel side, loaded and attached; closing it detaches it. Loading is done by libbpf through hello-ebpf's
 * bindings.
 */
public final class Probe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final String OBJECT = "tcp_events.bpf.o";
    private static final long ANY = 0;
    private static final long NS_PER_US = 1_000;

    private final ProbeTier tier;
    private final MemorySegment object;
    private final List<MemorySegment> programs;
    private final List<MemorySegment> links;
    private final long ringBytes;

    private Probe(
            ProbeTier tier,
            MemorySegment object,
            List<MemorySegment> programs,
            List<MemorySegment> links,
            long ringBytes) {
        this.tier = tier;
        this.object = object;
        this.programs = programs;
        this.links = links;
        this.ringBytes = ringBytes;
    }

    /**
     * Loads and attaches the probe by the best tier this kernel accepts.
     *
     * @throws StartupException when the host cannot run it, or no tier is accepted
     */
    public static Probe attach(ProbeConfig config) throws StartupException {
        return attach(config, List.of(ProbeTier.values()));
    }

    /** As {@link #attach(ProbeConfig)}, trying these tiers only, in this order. */
    public static Probe attach(ProbeConfig config, List<ProbeTier> tiers) throws StartupException {
        Host.check();
        List<String> refusals = new ArrayList<>();
        for (ProbeTier tier : tiers) {
            try {
                Probe probe = attach(config, tier);
                LOG.info(
                        "kernel probe attached, tier {}{}",
                        tier.label(),
                        refusals.isEmpty() ? "" : "; not possible here: " + String.join("; ", refusals));
                return probe;
            } catch (RefusedException e) {
                refusals.add(tier.label() + ": " + e.getMessage());
            }
        }
        throw new StartupException("this kernel accepts no tier of the probe (" + String.join("; ", refusals)
                + "); Linux 5.11 or newer is needed");
    }

    /** The way the programs are attached. */
    public ProbeTier tier() {
        return tier;
    }

    /** Descriptor of the ring buffer map, valid until {@link #close}. */
    public int ringFd() {
        return mapFd("events");
    }

    /** Maps the ring buffer for reading. */
    public EventRing openRing() throws IOException {
        return new EventRing(ringFd(), ringBytes);
    }

    /** How many runs of the probe ended in each stage, since it was attached, all CPUs together. */
    public Map<ProbeStage, Long> stageCounts() {
        ProbeStage[] stages = ProbeStage.values();
        int cpus = Lib.libbpf_num_possible_cpus();
        Map<ProbeStage, Long> counts = new EnumMap<>(ProbeStage.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment perCpu = arena.allocate((long) cpus * stages.length * Long.BYTES, Long.BYTES);
            int error = Lib.bpf_map_lookup_elem(mapFd("stages"), key, perCpu);
            if (error != 0) {
                throw new IllegalStateException("the stage counters cannot be read: error " + error);
            }
            for (ProbeStage stage : stages) {
                long sum = 0;
                for (int cpu = 0; cpu < cpus; cpu++) {
                    sum += perCpu.getAtIndex(JAVA_LONG, (long) cpu * stages.length + stage.ordinal());
                }
                counts.put(stage, sum);
            }
        }
        return counts;
    }

    /** What the kernel counted for each program; runs and time only while {@link BpfStatistics} are enabled. */
    public List<ProgramRuns> programRuns() {
        List<ProgramRuns> runs = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(bpf_prog_info.sizeof(), Long.BYTES);
            for (MemorySegment program : programs) {
                MemorySegment size = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
                info.fill((byte) 0);
                int error = Lib.bpf_obj_get_info_by_fd(Lib.bpf_program__fd(program), info, size);
                if (error != 0) {
                    throw new IllegalStateException("program statistics cannot be read: error " + error);
                }
                runs.add(new ProgramRuns(
                        name(program),
                        bpf_prog_info.run_cnt(info),
                        bpf_prog_info.run_time_ns(info),
                        bpf_prog_info.recursion_misses(info)));
            }
        }
        return runs;
    }

    /** Stops the programs; what is in the ring buffer stays readable until {@link #close}. */
    public void detach() {
        links.forEach(Lib::bpf_link__destroy);
        links.clear();
    }

    @Override
    public void close() {
        detach();
        Lib.bpf_object__close(object);
    }

    private static Probe attach(ProbeConfig config, ProbeTier tier) throws StartupException, RefusedException {
        LibbpfLog.forget();
        MemorySegment object = open();
        List<MemorySegment> links = new ArrayList<>();
        try {
            List<MemorySegment> programs = choosePrograms(object, tier);
            configure(object, config, tier);
            int error = Lib.bpf_object__load(object);
            if (error != 0) {
                throw new RefusedException(LibbpfLog.lastWarning("load error " + error));
            }
            watch(object, config.filter());
            for (MemorySegment program : programs) {
                links.add(link(program));
            }
            return new Probe(tier, object, programs, links, config.ringBytes());
        } catch (StartupException | RefusedException | RuntimeException e) {
            links.forEach(Lib::bpf_link__destroy);
            Lib.bpf_object__close(object);
            throw e;
        }
    }

    private static MemorySegment link(MemorySegment program) throws RefusedException {
        MemorySegment link;
        if (ProbeTier.isOfCgroup(name(program))) {
            try (Descriptor root = CgroupRoot.open()) {
                link = Lib.bpf_program__attach_cgroup(program, root.fd());
            } catch (IOException e) {
                throw new RefusedException(String.valueOf(e.getMessage()));
            }
        } else {
            link = Lib.bpf_program__attach(program);
        }
        if (link.address() == 0) {
            throw new RefusedException(LibbpfLog.lastWarning("cannot attach " + name(program)));
        }
        return link;
    }

    private static MemorySegment open() throws StartupException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = objectBytes();
            MemorySegment copy = arena.allocate(bytes.length, Long.BYTES);
            MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
            MemorySegment object = Lib.bpf_object__open_mem(copy, bytes.length, MemorySegment.NULL);
            if (object.address() == 0) {
                throw new StartupException(
                        "libbpf does not understand the probe: " + LibbpfLog.lastWarning("no reason given"));
            }
            return object;
        }
    }

    private static byte[] objectBytes() throws StartupException {
        try (InputStream in = Probe.class.getResourceAsStream(OBJECT)) {
            if (in == null) {
                throw new StartupException(
                        "this build has no kernel probe: install clang and libbpf-dev and build again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<MemorySegment> choosePrograms(MemorySegment object, ProbeTier tier) {
        List<MemorySegment> chosen = new ArrayList<>();
        MemorySegment program = Lib.bpf_object__next_program(object, MemorySegment.NULL);
        while (program.address() != 0) {
            boolean ours = tier.owns(name(program));
            Lib.bpf_program__set_autoload(program, ours);
            if (ours) {
                chosen.add(program);
            }
            program = Lib.bpf_object__next_program(object, program);
        }
        return chosen;
    }

    private static void configure(MemorySegment object, ProbeConfig config, ProbeTier tier) throws StartupException {
        SocketFilter filter = config.filter();
        Lib.bpf_map__set_autocreate(map(object, tier.isTyped() ? "flows_by_address" : "flows"), false);
        Lib.bpf_map__set_max_entries(map(object, "events"), (int) config.ringBytes());
        Lib.bpf_map__set_max_entries(
                map(object, "watched_netns"), Math.max(1, filter.netns().size()));
        Lib.bpf_map__set_max_entries(
                map(object, "watched_remotes"), Math.max(1, filter.remotes().size()));
        MemorySegment constants = constants(object);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ProbeConfigLayout.SIZE, Long.BYTES);
            write(config, tier, values);
            int error = Lib.bpf_map__set_initial_value(constants, values, values.byteSize());
            if (error != 0) {
                throw new IllegalStateException("the probe's constants take " + Lib.bpf_map__value_size(constants)
                        + " bytes, not " + values.byteSize());
            }
        }
    }

    private static void write(ProbeConfig config, ProbeTier tier, MemorySegment values) throws StartupException {
        SocketFilter filter = config.filter();
        SocketFilter.CgroupKey cgroup = filter.cgroupKey();
        values.set(JAVA_LONG, ProbeConfigLayout.THROTTLE_NS, config.throttle().toNanos());
        values.set(JAVA_LONG, ProbeConfigLayout.CGROUP_ID, cgroup.id());
        values.set(JAVA_INT, ProbeConfigLayout.CGROUP_LEVEL, cgroup.level());
        values.set(JAVA_INT, ProbeConfigLayout.WAKEUP_BYTES, config.wakeupBytes());
        values.set(JAVA_INT, ProbeConfigLayout.FILTER_PORTS, filter.ports().size());
        values.set(JAVA_INT, ProbeConfigLayout.FILTER_NETNS, filter.netns().size());
        values.set(JAVA_INT, ProbeConfigLayout.FILTER_REMOTES, filter.remotes().size());
        values.set(
                JAVA_INT,
                ProbeConfigLayout.EXCLUDED_COUNT,
                config.excludedPorts().size());
        values.set(JAVA_INT, ProbeConfigLayout.WITH_CALLBACK, tier == ProbeTier.SOCKET_CALLBACK ? 1 : 0);
        values.set(JAVA_INT, ProbeConfigLayout.US_PER_JIFFY, (int) (Libc.tickNs() / NS_PER_US));
        long at = ProbeConfigLayout.EXCLUDED_PORTS;
        for (int port : config.excludedPorts()) {
            values.set(JAVA_SHORT, at, (short) port);
            at += Short.BYTES;
        }
        for (int port : filter.ports()) {
            long word = ProbeConfigLayout.PORTS + port / Long.SIZE * (long) Long.BYTES;
            values.set(JAVA_LONG, word, values.get(JAVA_LONG, word) | 1L << port % Long.SIZE);
        }
    }

    /** Fills the hash maps of namespaces and peers. */
    private static void watch(MemorySegment object, SocketFilter filter) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment present = arena.allocateFrom(JAVA_BYTE, (byte) 1);
            for (long inode : filter.netns()) {
                put(object, "watched_netns", arena.allocateFrom(JAVA_INT, (int) inode), present);
            }
            for (IpAddress remote : filter.remotes()) {
                byte[] bytes = ByteBuffer.allocate(16)
                        .order(ByteOrder.BIG_ENDIAN)
                        .putLong(remote.hi())
                        .putLong(remote.lo())
                        .array();
                put(object, "watched_remotes", arena.allocateFrom(JAVA_BYTE, bytes), present);
            }
        }
    }

    private static void put(MemorySegment object, String map, MemorySegment key, MemorySegment value) {
        int error = Lib.bpf_map_update_elem(Lib.bpf_map__fd(map(object, map)), key, value, ANY);
        if (error != 0) {
            throw new IllegalStateException(map + " cannot be filled: error " + error);
        }
    }

    private int mapFd(String name) {
        return Lib.bpf_map__fd(map(object, name));
    }

    private static MemorySegment map(MemorySegment object, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment map = Lib.bpf_object__find_map_by_name(object, arena.allocateFrom(name));
            if (map.address() == 0) {
                throw new IllegalStateException("the probe has no map " + name);
            }
            return map;
        }
    }

    private static MemorySegment constants(MemorySegment object) {
        return map(object, ".rodata");
    }

    private static String name(MemorySegment program) {
        return Lib.bpf_program__name(program).getString(0);
    }

    /** One tier was refused; the next may do. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }
}
