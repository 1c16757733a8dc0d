package dev.tokenflow.lab.experiment.capacity;

import dev.tokenflow.core.model.capacity.CapacityRow;
import dev.tokenflow.core.model.capacity.CapacityRows;
import dev.tokenflow.core.pacing.capacity.CapacityHorizon;
import dev.tokenflow.core.pacing.capacity.CapacityTrack;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.run.SimulatedRun;
import dev.tokenflow.simulator.link.LinkTimeline;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Rows of what a path carried, from a run in virtual time: what the law sees at its own rhythm. */
final class CapacityLessons {
    private static final long MS = 1_000_000L;

    private CapacityLessons() {}

    /**
     * Rows of one run, by horizon.
     *
     * @param arm with a law
     * @param share of the time in which the path may be slower than the memory is asked for
     */
    static Map<CapacityHorizon, List<CapacityRow>> of(Experiment experiment, Arm arm, long seed, double share) {
        List<PathSignals> seen = new ArrayList<>();
        long startMs = new SimulatedRun(experiment, arm, seed, seen::add).run().startNs() / MS;
        LinkTimeline link = experiment.link().timeline();
        CapacityRows.Truth truth = (fromMs, toMs) -> carried(link, fromMs - startMs, toMs - startMs);
        Map<CapacityHorizon, List<CapacityRow>> rows = new EnumMap<>(CapacityHorizon.class);
        for (CapacityHorizon horizon : CapacityHorizon.values()) {
            CapacityTrack track = new CapacityTrack(experiment.pacing(arm.loop()));
            CapacityRows made = new CapacityRows(horizon, share, truth);
            for (PathSignals signals : seen) {
                track.read(signals);
                made.add(track);
            }
            rows.put(horizon, made.rows());
        }
        return rows;
    }

    /** Mean of what the link carries, bytes a second. */
    private static double carried(LinkTimeline link, long fromMs, long toMs) {
        double bits = 0;
        for (long at = fromMs * MS; at < toMs * MS; ) {
            long until = Math.min(toMs * MS, link.endNs(at));
            bits += link.at(at).rateBitsPerSecond() * ((until - at) / 1e9);
            at = until;
        }
        return bits / 8 / ((toMs - fromMs) / 1e3);
    }
}
