package dev.tokenflow.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.Libc;
import dev.tokenflow.agent.host.Privileges;
import dev.tokenflow.agent.host.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.bpf_prog_info;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel side, attached; closing it detaches it. It reports nothing before it is told {@link #report to}. Reading
 * it takes no privilege: everything but the statistics of programs is mapped memory.
 */
public final class Probe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final VarHandle COUNTER = JAVA_LONG.varHandle();
    private static final VarHandle FLAG = JAVA_INT.varHandle();
    private static final String INHERITED = "TOKENFLOW_PROBE";
    /** {@code struct stage_counts}: on cache lines of its own for each CPU. */
    private static final long STAGE_COUNTS_BYTES = 128;

    private final ProbeDescriptors descriptors;
    private final List<String> refusals;
    private final MemorySegment stages;
    private final MemorySegment control;
    private final int cpus;
    private boolean attached = true;

    private Probe(ProbeDescriptors descriptors, List<String> refusals) throws StartupException {
        this.descriptors = descriptors;
        this.refusals = List.copyOf(refusals);
        cpus = Lib.libbpf_num_possible_cpus();
        try {
            stages = Libc.map(descriptors.stages(), 0, cpus * STAGE_COUNTS_BYTES, Libc.PROT_READ);
            control = Libc.map(descriptors.control(), 0, ProbeControlLayout.SIZE, Libc.PROT_READ | Libc.PROT_WRITE);
        } catch (IOException e) {
            closeDescriptors();
            throw new StartupException("the probe's counters cannot be mapped: " + e.getMessage());
        }
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
                Probe probe = new Probe(ProbeLoader.attach(config, tier), refusals);
                LOG.info("kernel probe attached, {}", probe.tierAndRefusals());
                return probe;
            } catch (ProbeLoader.RefusedException e) {
                refusals.add(tier.label() + ": " + e.getMessage());
            }
        }
        throw new StartupException("this kernel accepts no tier of the probe (" + String.join("; ", refusals)
                + "); Linux 5.10 or newer is needed");
    }

    /** The probe that {@link #leaveToNext} left to this process; null when there is none. */
    public static @Nullable Probe inherited() throws StartupException {
        String text = System.getenv(INHERITED);
        if (text == null) {
            return null;
        }
        Host.loadLibbpf();
        return new Probe(ProbeDescriptors.of(text), List.of());
    }

    /**
     * Starts this program again without any privilege, with this probe. It returns only when that is not possible, and
     * then the log says why.
     *
     * @param more descriptors that stay open too
     */
    public void leaveToNext(List<Integer> more) {
        try {
            List<Integer> kept = new ArrayList<>(descriptors.all());
            kept.addAll(more);
            Privileges.restartWithout(kept, Map.of(INHERITED, descriptors.text()));
        } catch (IOException e) {
            LOG.warn("privileges are kept, because the program cannot be started again without them", e);
        }
    }

    /** The way the programs are attached. */
    public ProbeTier tier() {
        return descriptors.tier();
    }

    /** The way the programs are attached, and why not a better one, for people; one line. */
    public String tierAndRefusals() {
        return "tier " + tier().label()
                + (refusals.isEmpty() ? "" : "; not possible here: " + String.join("; ", refusals));
    }

    /**
     * Reports from now on, and first of all the connections that are there already, as far as they are known.
     *
     * @param excludedPorts never reported, at either end of a connection: the agent's own traffic
     */
    public void report(Set<Integer> excludedPorts) {
        PortBits.set(control, ProbeControlLayout.EXCLUDED, excludedPorts);
        control.set(JAVA_INT, ProbeControlLayout.EXCLUDED_COUNT, excludedPorts.size());
        FLAG.setRelease(control, (long) ProbeControlLayout.IS_REPORTING, 1);
        if (descriptors.listing() != ProbeDescriptors.NONE) {
            ProbeLoader.tellExisting(descriptors.listing());
        }
    }

    /** Sockets of which the kernel remembers something for the probe; 0 where it does so in a table of fixed size. */
    public long flows() {
        return (long) COUNTER.getOpaque(control, (long) ProbeControlLayout.FLOWS);
    }

    /** Descriptor of the ring buffer map, valid until {@link #close}. */
    public int ringFd() {
        return descriptors.ring();
    }

    /** Maps the ring buffer for reading. */
    public EventRing openRing() throws IOException {
        return new EventRing(descriptors.ring(), descriptors.ringBytes());
    }

    /** How many runs of the probe ended in each stage, since it was attached, all CPUs together. */
    public Map<ProbeStage, Long> stageCounts() {
        Map<ProbeStage, Long> counts = new EnumMap<>(ProbeStage.class);
        for (ProbeStage stage : ProbeStage.values()) {
            long sum = 0;
            for (int cpu = 0; cpu < cpus; cpu++) {
                sum += (long) COUNTER.getOpaque(stages, cpu * STAGE_COUNTS_BYTES + stage.ordinal() * (long) Long.BYTES);
            }
            counts.put(stage, sum);
        }
        return counts;
    }

    /**
     * What the kernel counted for each program; runs and time only while {@link BpfStatistics} are enabled. Empty where
     * the kernel tells them to privileged processes only.
     */
    public List<ProgramRuns> programRuns() {
        List<ProgramRuns> runs = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(bpf_prog_info.sizeof(), Long.BYTES);
            for (Map.Entry<String, Integer> program : descriptors.programs().entrySet()) {
                MemorySegment size = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
                info.fill((byte) 0);
                if (Lib.bpf_obj_get_info_by_fd(program.getValue(), info, size) != 0) {
                    return List.of();
                }
                runs.add(new ProgramRuns(
                        program.getKey(),
                        bpf_prog_info.run_cnt(info),
                        bpf_prog_info.run_time_ns(info),
                        bpf_prog_info.recursion_misses(info)));
            }
        }
        return runs;
    }

    /** Stops the programs; what is in the ring buffer stays readable until {@link #close}. */
    public void detach() {
        if (attached) {
            attached = false;
            descriptors.links().forEach(Probe::close);
        }
    }

    @Override
    public void close() {
        try {
            Libc.unmap(stages);
            Libc.unmap(control);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeDescriptors();
    }

    private void closeDescriptors() {
        detach();
        descriptors.all().stream()
                .filter(fd -> !descriptors.links().contains(fd))
                .forEach(Probe::close);
    }

    private static void close(int fd) {
        try {
            Libc.close(fd);
        } catch (IOException e) {
            LOG.warn("a descriptor of the probe cannot be closed", e);
        }
    }
}
