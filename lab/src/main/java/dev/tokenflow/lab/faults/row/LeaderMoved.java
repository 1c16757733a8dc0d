package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Extra;
import dev.tokenflow.lab.faults.stack.Leaders;
import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The other broker becomes the leader of the partitions of events, of hints, or of both. The topic of events has two
 * partitions, of which each broker leads one, so both brokers lose one and get one.
 */
final class LeaderMoved implements FaultRow {
    private static final int PARTITIONS = 2;
    private static final double BACK_MS = 10_000;
    private static final double LARGER = 2;
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(60);
    private static final String MISSING = "flink_taskmanager_job_task_operator_tokenflow_batches_missing";

    @Override
    public String name() {
        return "leader-moved";
    }

    @Override
    public String summary() {
        return "another broker becomes the leader of tcp-events, of pacing-hints and of both: nothing young is lost,"
                + " nothing old is served, the job does not restart, hints are back within 10 s, state bounded";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public Extra needs() {
        return Extra.BROKER;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Stage.Setting both = Stage.Setting.with("--checkpoint-interval", "2 s").spread(PARTITIONS);
        try (Loop loop = Loop.open(stack, name(), both)) {
            Waits.pause(pace.seconds(5, 60)); // in the long form until the state has grown to its size
            long stateBytes = loop.stage().job().stateBytes();
            String events = loop.stage().topics().events();
            String hints = loop.stage().topics().hints();
            List<List<String>> turns = List.of(List.of(events, hints), List.of(events), List.of(hints));
            int moves = pace.times(1, 9);
            int partitions = 0;
            double backMs = 0;
            for (int i = 0; i < moves; i++) {
                List<String> topics = turns.get(i % turns.size());
                say.accept("move " + (i + 1) + " of " + moves + ": " + String.join(" and ", topics));
                long fromMs = System.currentTimeMillis();
                partitions += Leaders.move(stack, topics);
                long movedMs = System.currentTimeMillis();
                boolean back = Waits.until(
                        BACK_TIMEOUT, () -> !Double.isNaN(loop.watch().backMs(movedMs)));
                findings.require(back, "no hint after move " + (i + 1));
                Waits.pause(pace.seconds(5, 10));
                backMs = Math.max(backMs, loop.watch().gapMs(fromMs));
            }
            if (pace == Pace.LONG) {
                findings.figure("state_bytes_before", stateBytes);
                findings.atMost("state_bytes_after", loop.stage().job().stateBytes(), LARGER * stateBytes);
            }
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            Loop.Tapes tapes = loop.tapes();
            long sent = loop.stage().traffic().sent();
            findings.figure("moves", moves);
            findings.figure("partitions_moved", partitions);
            findings.within("hints_back_max_ms", backMs, BACK_MS);
            findings.none("restarts", loop.stage().job().restarts());
            findings.figure("batches", sent);
            findings.none("batches_lost_by_agents", loop.stage().traffic().lost());
            findings.none("batches_not_in_the_log", sent - tapes.events().batches());
            findings.figure("batches_counted_as_missing", loop.stage().job().metric(MISSING, ""));
            loop.judge(findings, tapes, endMs);
        }
        return findings.result(name());
    }
}
