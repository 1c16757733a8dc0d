package dev.tokenflow.report.timeline;

import dev.tokenflow.report.network.ClientNetwork;

/**
 * One client network in one step of one arm: a row of {@code timeline.csv} and a point of every chart.
 *
 * @param arm name of the arm
 * @param network whose clients
 * @param seconds end of the step, seconds since the arm's start
 * @param phase name of the phase the step lies in
 * @param link this network's link
 * @param path this network's client as the job saw it
 * @param hint this network's hint
 * @param readers this network's readers
 */
public record TimelineRow(
        String arm,
        ClientNetwork network,
        double seconds,
        String phase,
        LinkSample link,
        TransportSample path,
        HintSample hint,
        ReaderSample readers) {
    public TimelineRow {
        if (!(seconds >= 0 && Double.isFinite(seconds))) {
            throw new IllegalArgumentException("a row's time is " + seconds + " s, expected >= 0");
        }
    }
}
