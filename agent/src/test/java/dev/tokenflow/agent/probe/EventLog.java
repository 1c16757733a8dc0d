package dev.tokenflow.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A probe, attached for a test, and everything it has reported so far. */
final class EventLog implements EventSink, AutoCloseable {
    private final Probe probe;
    private final EventRing ring;
    private final List<TcpEventView> events = new ArrayList<>();

    EventLog(ProbeConfig config, ProbeTier... tiers) throws Exception {
        this(Set.of(), config, tiers);
    }

    private EventLog(Set<Integer> excludedPorts, ProbeConfig config, ProbeTier... tiers) throws Exception {
        probe = tiers.length == 0 ? Probe.attach(config) : Probe.attach(config, List.of(tiers));
        ring = probe.openRing();
        probe.report(excludedPorts);
    }

    static EventLog excluding(Set<Integer> ports, ProbeConfig config) throws Exception {
        return new EventLog(ports, config);
    }

    @Override
    public void accept(MemorySegment segment, long offset, int bytes) {
        events.add(new TcpEventView().at(segment.asSlice(offset, bytes).toArray(JAVA_BYTE), 0));
    }

    Probe probe() {
        return probe;
    }

    /** All events up to now. */
    List<TcpEventView> events() {
        ring.drain(this, Integer.MAX_VALUE);
        return events;
    }

    List<TcpEventView> events(EventKind kind) {
        return events().stream()
                .filter(event -> event.kindCode() == kind.code())
                .toList();
    }

    long runs(ProbeStage stage) {
        return probe.stageCounts().get(stage);
    }

    @Override
    public void close() throws Exception {
        ring.close();
        probe.close();
    }
}
