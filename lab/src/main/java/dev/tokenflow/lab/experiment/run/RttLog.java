package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.lab.observe.PathLog;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.simulator.qoe.Sample;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import java.util.Arrays;
import java.util.function.Predicate;

/** Every round trip the server's kernel saw, and when; passes the events on. */
final class RttLog implements TcpEventListener {
    private final TcpEventListener next;
    private final Predicate<IpAddress> ofInterest;
    private final TcpEventView view = new TcpEventView();
    private long[] atNs = new long[4096];
    private int[] rttUs = new int[4096];
    private int size;

    /** Logs every round trip. */
    RttLog(TcpEventListener next) {
        this(next, any -> true);
    }

    /**
     * Logs the round trips to some addresses.
     *
     * @param ofInterest which of them
     */
    RttLog(TcpEventListener next, Predicate<IpAddress> ofInterest) {
        this.next = next;
        this.ofInterest = ofInterest;
    }

    @Override
    public void event(long tsNs, byte[] struct) {
        if (struct[TcpEventLayout.KIND] == EventKind.RTT.code()
                && ofInterest.test(view.at(struct, 0).remoteAddress())) {
            add(tsNs, (int) Math.min(Integer.MAX_VALUE, view.at(struct, 0).rttUs()));
        }
        next.event(tsNs, struct);
    }

    /** A log of round trips that were seen elsewhere, in order of time. */
    static RttLog of(PathLog path, long fromNs, long toNs) {
        RttLog log = new RttLog((tsNs, struct) -> {});
        path.rtts(fromNs, toNs, log::add);
        return log;
    }

    private void add(long tsNs, int us) {
        if (size == atNs.length) {
            atNs = Arrays.copyOf(atNs, 2 * size);
            rttUs = Arrays.copyOf(rttUs, 2 * size);
        }
        atNs[size] = tsNs;
        rttUs[size++] = us;
    }

    /** Percentile of those in [from, to), nearest rank, ms; NaN without one. */
    double percentileMs(double percent, long fromNs, long toNs) {
        Sample sample = new Sample();
        for (int i = lowest(fromNs); i < size && atNs[i] < toNs; i++) {
            sample.add(rttUs[i] * 1_000L);
        }
        return sample.percentileMs(percent);
    }

    private int lowest(long fromNs) {
        int found = Arrays.binarySearch(atNs, 0, size, fromNs);
        while (found > 0 && atNs[found - 1] == fromNs) {
            found--;
        }
        return found >= 0 ? found : -found - 1;
    }
}
