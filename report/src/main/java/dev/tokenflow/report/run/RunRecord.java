package dev.tokenflow.report.run;

import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.timeline.TimelineRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything a run leaves behind: what all its files and pictures are made from.
 *
 * @param summary the figures
 * @param timeline every step of every arm and network, by arm and then by time
 * @param delayCurves token delays of every arm and network; may be empty
 * @param command how to run it again, as typed
 */
public record RunRecord(RunSummary summary, List<TimelineRow> timeline, List<DelayCurve> delayCurves, String command) {
    public RunRecord {
        timeline = List.copyOf(timeline);
        delayCurves = List.copyOf(delayCurves);
    }

    /** Names of the arms, in the order they ran. */
    public List<String> arms() {
        Set<String> names = new LinkedHashSet<>();
        summary.arms().forEach(arm -> names.add(arm.name()));
        timeline.forEach(row -> names.add(row.arm()));
        return List.copyOf(names);
    }

    /** The rows of one arm and network, by time. */
    public List<TimelineRow> rows(String arm, ClientNetwork network) {
        return timeline.stream()
                .filter(row -> row.arm().equals(arm) && row.network() == network)
                .toList();
    }
}
