package dev.tokenflow.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tokenflow.agent.host.CgroupRoot;
import dev.tokenflow.agent.host.Descriptor;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.bechberger.ebpf.bpf.raw.Lib;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the probe into the kernel and attaches it, by libbpf through hello-ebpf's bindings. What is left of it are
 * descriptors, which this process owns and another one may go on with.
 */
final class ProbeLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeLoader.class);
    private static final String OBJECT = "tcp_events.bpf.o";
    private static final String EXISTING = "existing_sockets";
    private static final long ANY = 0;
    private static final long NS_PER_US = 1_000;
    private static final int READ_BYTES = 4096;

    private final ProbeConfig config;
    private final ProbeTier tier;
    private final boolean withExisting;

    private ProbeLoader(ProbeConfig config, ProbeTier tier, boolean withExisting) {
        this.config = config;
        this.tier = tier;
        this.withExisting = withExisting;
    }

    /**
     * Attaches the probe by this tier.
     *
     * @throws RefusedException when this kernel or the privileges of this process do not allow it
     */
    static ProbeDescriptors attach(ProbeConfig config, ProbeTier tier) throws StartupException, RefusedException {
        if (tier.mayKnowExisting()) {
            try {
                return new ProbeLoader(config, tier, true).attach();
            } catch (RefusedException e) {
                LOG.debug("connections that are there already cannot be listed here: {}", e.getMessage());
            }
        }
        return new ProbeLoader(config, tier, false).attach();
    }

    private ProbeDescriptors attach() throws StartupException, RefusedException {
        LibbpfLog.forget();
        MemorySegment object = open();
        List<Integer> owned = new ArrayList<>();
        try {
            List<MemorySegment> programs = choosePrograms(object);
            configure(object);
            int error = Lib.bpf_object__load(object);
            if (error != 0) {
                throw new RefusedException(LibbpfLog.firstWarning("load error " + error));
            }
            watch(object, config.filter());
            List<Integer> links = new ArrayList<>();
            int listing = ProbeDescriptors.NONE;
            Map<String, Integer> programFds = new LinkedHashMap<>();
            for (MemorySegment program : programs) {
                int link = owned(link(program), owned);
                if (name(program).equals(EXISTING)) {
                    listing = link;
                } else {
                    links.add(link);
                    programFds.put(name(program), duplicate(Lib.bpf_program__fd(program), owned));
                }
            }
            return new ProbeDescriptors(
                    tier,
                    config.ringBytes(),
                    duplicate(Lib.bpf_map__fd(map(object, "events")), owned),
                    duplicate(Lib.bpf_map__fd(map(object, "stages")), owned),
                    duplicate(Lib.bpf_map__fd(map(object, ".bss")), owned),
                    links,
                    listing,
                    programFds);
        } catch (IOException e) {
            closeAll(owned);
            throw new RefusedException(String.valueOf(e.getMessage()));
        } catch (StartupException | RefusedException | RuntimeException e) {
            closeAll(owned);
            throw e;
        } finally {
            Lib.bpf_object__close(object);
        }
    }

    /** Reports the connections that are there already, once. */
    static void tellExisting(int listing) {
        int run = Lib.bpf_iter_create(listing);
        if (run < 0) {
            LOG.warn("connections that are there already are not reported before they are used: errno {}", -run);
            return;
        }
        try (Descriptor descriptor = new Descriptor(run);
                Arena arena = Arena.ofConfined()) {
            MemorySegment nothing = arena.allocate(READ_BYTES);
            while (Lib.read(descriptor.fd(), nothing, READ_BYTES) > 0) {
                LOG.trace("the listing of connections goes on");
            }
        } catch (IOException e) {
            LOG.warn("the listing of connections cannot be closed", e);
        }
    }

    private MemorySegment link(MemorySegment program) throws RefusedException, IOException {
        MemorySegment link;
        if (ProbeTier.isOfCgroup(name(program))) {
            Path cgroup = config.filter().cgroup();
            try (Descriptor group = cgroup == null ? CgroupRoot.open() : new Descriptor(Libc.open(cgroup))) {
                link = Lib.bpf_program__attach_cgroup(program, group.fd());
            }
        } else if (name(program).equals(EXISTING)) {
            link = Lib.bpf_program__attach_iter(program, MemorySegment.NULL);
        } else {
            link = Lib.bpf_program__attach(program);
        }
        if (link.address() == 0) {
            throw new RefusedException(LibbpfLog.firstWarning("cannot attach " + name(program)));
        }
        return link;
    }

    /** The descriptor of a link, which outlives libbpf's idea of it: disconnected, it is not detached with that. */
    private static int owned(MemorySegment link, List<Integer> owned) {
        int fd = Lib.bpf_link__fd(link);
        Lib.bpf_link__disconnect(link);
        Lib.bpf_link__destroy(link);
        owned.add(fd);
        return fd;
    }

    private static int duplicate(int fd, List<Integer> owned) throws IOException {
        int copy = Libc.duplicate(fd);
        owned.add(copy);
        return copy;
    }

    private static void closeAll(List<Integer> fds) {
        for (int fd : fds) {
            try {
                Libc.close(fd);
            } catch (IOException e) {
                LOG.warn("descriptor {} cannot be closed", fd, e);
            }
        }
    }

    private static MemorySegment open() throws StartupException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = objectBytes();
            MemorySegment copy = arena.allocate(bytes.length, Long.BYTES);
            MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
            MemorySegment object = Lib.bpf_object__open_mem(copy, bytes.length, MemorySegment.NULL);
            if (object.address() == 0) {
                throw new StartupException(
                        "libbpf does not understand the probe: " + LibbpfLog.firstWarning("no reason given"));
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

    private List<MemorySegment> choosePrograms(MemorySegment object) {
        List<MemorySegment> chosen = new ArrayList<>();
        MemorySegment program = Lib.bpf_object__next_program(object, MemorySegment.NULL);
        while (program.address() != 0) {
            boolean ours =
                    tier.owns(name(program)) || (withExisting && name(program).equals(EXISTING));
            Lib.bpf_program__set_autoload(program, ours);
            if (ours) {
                chosen.add(program);
            }
            program = Lib.bpf_object__next_program(object, program);
        }
        return chosen;
    }

    private void configure(MemorySegment object) throws StartupException {
        SocketFilter filter = config.filter();
        Lib.bpf_map__set_autocreate(map(object, tier.isTyped() ? "flows_by_address" : "flows"), false);
        Lib.bpf_map__set_max_entries(map(object, "events"), (int) config.ringBytes());
        Lib.bpf_map__set_max_entries(map(object, "stages"), Lib.libbpf_num_possible_cpus());
        Lib.bpf_map__set_max_entries(
                map(object, "watched_netns"), Math.max(1, filter.netns().size()));
        Lib.bpf_map__set_max_entries(
                map(object, "watched_remotes"), Math.max(1, filter.remotes().size()));
        MemorySegment constants = map(object, ".rodata");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ProbeConfigLayout.SIZE, Long.BYTES);
            write(values);
            int error = Lib.bpf_map__set_initial_value(constants, values, values.byteSize());
            if (error != 0) {
                throw new IllegalStateException("the probe's constants take " + Lib.bpf_map__value_size(constants)
                        + " bytes, not " + values.byteSize());
            }
        }
    }

    private void write(MemorySegment values) throws StartupException {
        SocketFilter filter = config.filter();
        ProbeLimits limits = config.limits();
        values.set(JAVA_LONG, ProbeConfigLayout.THROTTLE_NS, config.throttle().toNanos());
        values.set(JAVA_LONG, ProbeConfigLayout.CGROUP_ID, filter.cgroupId());
        values.set(JAVA_INT, ProbeConfigLayout.MAX_FLOWS, limits.maxSockets());
        values.set(JAVA_INT, ProbeConfigLayout.RARE_EVENTS_PER_S, limits.rareEventsPerS());
        values.set(JAVA_INT, ProbeConfigLayout.WAKEUP_BYTES, config.wakeupBytes());
        values.set(JAVA_INT, ProbeConfigLayout.FILTER_PORTS, filter.ports().size());
        values.set(JAVA_INT, ProbeConfigLayout.FILTER_NETNS, filter.netns().size());
        values.set(JAVA_INT, ProbeConfigLayout.FILTER_REMOTES, filter.remotes().size());
        values.set(JAVA_INT, ProbeConfigLayout.WITH_CALLBACK, tier == ProbeTier.SOCKET_CALLBACK ? 1 : 0);
        values.set(JAVA_INT, ProbeConfigLayout.US_PER_JIFFY, (int) (Libc.tickNs() / NS_PER_US));
        values.set(JAVA_INT, ProbeConfigLayout.TELLS_ERROR, RetransmitTracepoint.tellsErrors() ? 1 : 0);
        PortBits.set(values, ProbeConfigLayout.PORTS, filter.ports());
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

    private static MemorySegment map(MemorySegment object, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment map = Lib.bpf_object__find_map_by_name(object, arena.allocateFrom(name));
            if (map.address() == 0) {
                throw new IllegalStateException("the probe has no map " + name);
            }
            return map;
        }
    }

    private static String name(MemorySegment program) {
        return Lib.bpf_program__name(program).getString(0);
    }

    /** One tier was refused; the next may do. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }
}
