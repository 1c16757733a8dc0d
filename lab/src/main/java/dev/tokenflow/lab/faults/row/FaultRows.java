package dev.tokenflow.lab.faults.row;

import java.util.List;

/** All rows, the most important first. */
public final class FaultRows {
    private FaultRows() {}

    /** In the order in which they are run. */
    public static List<FaultRow> all() {
        return List.of(
                new TaskManagerKilled(),
                new AgentsAstray(),
                new Garbage(),
                new OutputsRefuse(),
                new BrokerAway(),
                new BrokerSlow(),
                new CheckpointsFail(),
                new Limits(),
                new PartitionsAdded(),
                new Rescaled(),
                new LeaderMoved(),
                new JobManagerKilled());
    }
}
