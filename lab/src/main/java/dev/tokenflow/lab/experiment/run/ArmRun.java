package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.lab.experiment.loop.HintTrack;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.LinkSeconds;
import dev.tokenflow.lab.experiment.result.ArmSeries;
import dev.tokenflow.lab.experiment.result.Figure;
import dev.tokenflow.lab.experiment.result.RunFigures;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.qoe.ReaderLog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.ToDoubleFunction;

/**
 * What one arm with one seed left behind, on whatever network.
 *
 * @param experiment what was run
 * @param arm name of the column
 * @param logs what the readers of each client received
 * @param tracks the hints of each client; empty when the arm obeys none
 * @param rtts round trips
 * @param retransmits segments sent again
 * @param neighbours the hints of the clients behind good links; empty without them, or when the arm obeys no hints
 * @param theirLogs what they received
 * @param startNs start of the run on the clock of all of these
 */
public record ArmRun(
        Experiment experiment,
        String arm,
        List<ReaderLog> logs,
        List<HintTrack> tracks,
        RttLog rtts,
        long retransmits,
        List<HintTrack> neighbours,
        List<ReaderLog> theirLogs,
        long startNs) {
    private static final long STEP_NS = 50_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    /** Seconds a state has to last before leaving it counts as an event of the link. */
    private static final int LEAST_STRETCH = 5;

    /** Share of a run that may pass before a constant link is judged: slow start and the first probes. */
    private static final double SETTLING = 1.0 / 3;

    long endNs() {
        return startNs + experiment.duration().toNanos();
    }

    /** The answers of all clients behind the link together. */
    ReaderLog readers() {
        return together(logs);
    }

    private ReaderLog together(List<ReaderLog> parts) {
        List<AnswerLog> answers = new ArrayList<>();
        parts.forEach(log -> answers.addAll(log.answers()));
        return new ReaderLog(experiment.tokensPerSecond(), startNs, endNs(), answers);
    }

    public RunFigures figures() {
        LinkSeconds link = experiment.seconds();
        ReaderLog readers = readers();
        QoeMetrics all = QoeMetrics.of(readers);
        Map<Figure, Double> values = new EnumMap<>(Figure.class);
        values.put(Figure.TOKENS_DELIVERED, (double) all.tokensDelivered());
        values.put(Figure.TOKENS_DUE, (double) all.tokensDue());
        values.put(Figure.DELAY_P50, all.delayP50Ms());
        values.put(Figure.DELAY_P95, all.delayP95Ms());
        values.put(Figure.DELAY_P99, all.delayP99Ms());
        values.put(Figure.TTFT_P95, all.ttftP95Ms());
        values.put(Figure.GAP_P99, all.gapP99Ms());
        values.put(Figure.STALL, all.stallRatio());
        values.put(Figure.STALL_SLOW_READER, all.stallRatioSlowReader());
        if (link.anyCongested()) {
            QoeMetrics congested = QoeMetrics.of(readers, dueNs -> link.congestedAt(dueNs - startNs));
            values.put(Figure.CONGESTED_DELAY_P95, congested.delayP95Ms());
            values.put(Figure.CONGESTED_TTFT_P95, congested.ttftP95Ms());
            values.put(Figure.CONGESTED_STALL, congested.stallRatio());
        }
        values.put(Figure.RETRANSMITS, (double) retransmits);
        values.put(Figure.RTT_P95, rtts.percentileMs(95, startNs, endNs()));
        if (!tracks.isEmpty()) {
            hints(values, link);
        }
        if (!theirLogs.isEmpty()) {
            values.put(
                    Figure.NEIGHBOUR_DELAY_P95,
                    QoeMetrics.of(together(theirLogs)).delayP95Ms());
        }
        if (!neighbours.isEmpty()) {
            double cap = experiment.tokensPerSecond();
            values.put(
                    Figure.NEIGHBOUR_CHUNK,
                    neighbours.stream()
                            .mapToDouble(HintTrack::largestChunk)
                            .max()
                            .orElse(1));
            values.put(
                    Figure.NEIGHBOUR_SLOWED,
                    neighbours.stream()
                            .mapToDouble(t -> share(at -> t.rateAt(at, cap) < cap))
                            .max()
                            .orElse(0));
        }
        return new RunFigures(values);
    }

    private void hints(Map<Figure, Double> values, LinkSeconds link) {
        double cap = experiment.tokensPerSecond();
        values.put(
                Figure.FALSE_SLOWDOWN,
                mean(t -> t.heldBackShare(startNs, endNs(), STEP_NS, at -> link.amplySettledAt(at - startNs), cap)));
        values.put(Figure.CHUNK_ONE, mean(t -> share(at -> t.chunkAt(at) <= 1)));
        values.put(Figure.RATE_CUT, mean(t -> share(at -> t.rateAt(at, cap) < cap)));
        long settledNs = startNs + Math.round(SETTLING * (endNs() - startNs));
        if (link.constant()) {
            values.put(
                    Figure.OSCILLATION, mean(t -> t.oscillation(settledNs, endNs(), STEP_NS, cap, WireCost.DEFAULT)));
        }
        values.put(Figure.HINT_CHANGES, mean(t -> t.changesPerMinute(settledNs, endNs(), cap)));
        values.put(Figure.TIME_TO_CUT, mean(t -> react(t, true, link.drops(LEAST_STRETCH), cap)));
        values.put(Figure.TIME_TO_RECOVER, mean(t -> react(t, false, link.recoveries(LEAST_STRETCH), cap)));
        values.put(Figure.LOOP_P50, mean(t -> t.latencyMs(50)));
        values.put(Figure.LOOP_P99, mean(t -> t.latencyMs(99)));
    }

    /** What is drawn of the run. */
    public ArmSeries series() {
        int seconds = (int) Math.ceilDiv(endNs() - startNs, SECOND_NS);
        double[] rtt = new double[seconds];
        double[] chunk = new double[seconds];
        double[] rate = new double[seconds];
        double cap = experiment.tokensPerSecond();
        for (int s = 0; s < seconds; s++) {
            long fromNs = startNs + s * SECOND_NS;
            rtt[s] = rtts.percentileMs(95, fromNs, fromNs + SECOND_NS);
            boolean hinted = !tracks.isEmpty();
            chunk[s] = hinted ? tracks.getFirst().chunkAt(fromNs + SECOND_NS) : Double.NaN;
            rate[s] = hinted ? tracks.getFirst().rateAt(fromNs + SECOND_NS, cap) : Double.NaN;
        }
        ReaderLog readers = readers();
        return new ArmSeries(rtt, ArmSeries.tokens(readers, seconds), chunk, rate, ArmSeries.delays(readers));
    }

    private double share(LongPredicate holds) {
        long steps = 0;
        long held = 0;
        for (long at = startNs; at < endNs(); at += STEP_NS) {
            steps++;
            held += holds.test(at) ? 1 : 0;
        }
        return (double) held / steps;
    }

    /**
     * Mean time from the start of a stretch to the hint it asks for; one that never comes counts as the whole stretch,
     * one that was there already not at all.
     */
    private double react(HintTrack track, boolean holdsBack, List<LinkSeconds.Stretch> stretches, double cap) {
        double sum = 0;
        int count = 0;
        for (LinkSeconds.Stretch stretch : stretches) {
            long fromNs = startNs + stretch.from() * SECOND_NS;
            long toNs = Math.min(endNs(), startNs + stretch.to() * SECOND_NS);
            if (track.holdsBackAt(fromNs, cap) == holdsBack) {
                continue;
            }
            long at = track.firstNs(holdsBack, fromNs, toNs, cap);
            sum += ((at < 0 ? toNs : at) - fromNs) / 1e9;
            count++;
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private double mean(ToDoubleFunction<HintTrack> of) {
        return tracks.stream()
                .mapToDouble(of)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }
}
