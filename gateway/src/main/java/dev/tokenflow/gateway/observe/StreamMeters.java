package dev.tokenflow.gateway.observe;

import dev.tokenflow.gateway.carry.StreamRecord;
import dev.tokenflow.gateway.carry.StreamRecord.WaitingFor;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.Map;

/**
 * The meters of the streams of one upstream and model, bound once: to find a data point by its labels for each event
 * would cost more than to count it. Safe for any thread.
 */
final class StreamMeters implements StreamRecord.Observer {
    private static final double NS = 1e-9;

    private final DistributionDataPoint engineFirst;
    private final DistributionDataPoint readerFirst;
    private final DistributionDataPoint readerChunk;
    private final DistributionDataPoint held;
    private final Map<WaitingFor, CounterDataPoint> waiting;

    StreamMeters(
            DistributionDataPoint engineFirst,
            DistributionDataPoint readerFirst,
            DistributionDataPoint readerChunk,
            DistributionDataPoint held,
            Map<WaitingFor, CounterDataPoint> waiting) {
        this.engineFirst = engineFirst;
        this.readerFirst = readerFirst;
        this.readerChunk = readerChunk;
        this.held = held;
        this.waiting = waiting;
    }

    @Override
    public void engineText(long gapNs, boolean first) {
        if (first) {
            engineFirst.observe(gapNs * NS);
        }
    }

    @Override
    public void readerText(long gapNs, int deltas, boolean first) {
        (first ? readerFirst : readerChunk).observe(gapNs * NS);
    }

    @Override
    public void held(long ns) {
        held.observe(ns * NS);
    }

    @Override
    public void waited(WaitingFor cause, long ns) {
        CounterDataPoint counter = waiting.get(cause);
        if (counter != null) {
            counter.inc(ns * NS);
        }
    }
}
