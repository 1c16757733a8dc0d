package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.util.function.Consumer;

/** The topic of events gets more partitions while the job runs. */
final class PartitionsAdded implements FaultRow {
    private static final int PARTITIONS = 3;

    @Override
    public String name() {
        return "partitions-added";
    }

    @Override
    public String summary() {
        return "tcp-events gets more partitions, and agents go on in them: nothing young is lost, nothing old is"
                + " served";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        try (Loop loop = Loop.open(stack, name(), Stage.Setting.USUAL)) {
            Waits.pause(pace.seconds(4, 10));
            say.accept("from 1 to " + PARTITIONS + " partitions");
            stack.partitions(loop.stage().topics().events(), PARTITIONS);
            loop.stage().traffic().forgetPartitions();
            Waits.pause(pace.seconds(20, 60));
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            findings.none("restarts", loop.stage().job().restarts());
            loop.judge(findings, loop.tapes(), endMs);
        }
        return findings.result(name());
    }
}
