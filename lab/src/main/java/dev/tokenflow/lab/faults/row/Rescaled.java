package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The job is stopped with a savepoint and started from it with other parallelisms. */
final class Rescaled implements FaultRow {
    private static final int PARTITIONS = 4;
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "rescaled";
    }

    @Override
    public String summary() {
        return "savepoint, and on with 4 and then 2 subtasks instead of 1: nothing is lost, nothing old is served, and"
                + " rows are those of an undisturbed run";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        List<Double> backMs = new ArrayList<>();
        long steadyMs = 0;
        try (Loop loop = Loop.open(stack, name(), Loop.EVERY_ROW.spread(PARTITIONS))) {
            for (int parallelism : new int[] {4, 2}) {
                Waits.pause(pace.seconds(5, 15));
                say.accept("on with " + parallelism + " subtasks");
                long beganMs = System.currentTimeMillis();
                String savepoint = loop.stage().job().stopWithSavepoint();
                long stoppedMs = System.currentTimeMillis();
                loop.stage()
                        .submit(
                                List.of("--parallelism", Integer.toString(parallelism)),
                                Map.of("execution.state-recovery.path", savepoint));
                Waits.until(BACK_TIMEOUT, () -> !Double.isNaN(loop.watch().backMs(stoppedMs + Loop.TTL_MS)));
                backMs.add(loop.watch().backMs(stoppedMs));
                loop.outage(beganMs, stoppedMs + loop.watch().backMs(stoppedMs));
                steadyMs = System.currentTimeMillis();
            }
            Waits.pause(pace.seconds(10, 20));
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            Loop.Tapes tapes = loop.tapes();
            findings.figure(
                    "hints_back_max_ms",
                    backMs.stream().mapToDouble(x -> x).max().orElse(Double.NaN));
            findings.none("restarts", loop.stage().job().restarts());
            loop.judge(findings, tapes, endMs);
            say.accept("an undisturbed run of the same events");
            Loop.Tapes calm = loop.undisturbed(loop.stage().topics().events(), endMs);
            Loop.judgeRows(findings, tapes.features().from(calm.features(), steadyMs, endMs), say);
        }
        return findings.result(name());
    }
}
