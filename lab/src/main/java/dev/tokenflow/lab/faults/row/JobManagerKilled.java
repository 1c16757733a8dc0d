package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Extra;
import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The JobManager is killed; ZooKeeper knows where the job was. */
final class JobManagerKilled implements FaultRow {
    private static final double BACK_MS = 30_000;
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "jobmanager-killed";
    }

    @Override
    public String summary() {
        return "kill -9 of the JobManager, with ZooKeeper: nothing young is lost, nothing old is served, hints are back"
                + " within 30 s";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public Extra needs() {
        return Extra.ZOOKEEPER;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        int kills = pace.times(1, 3);
        List<Double> backMs = new ArrayList<>();
        try (Loop loop = Loop.open(stack, name(), Stage.Setting.USUAL)) {
            Waits.require(
                    Duration.ofSeconds(30),
                    "a checkpoint",
                    () -> loop.stage().job().completedCheckpoints() > 0);
            for (int i = 1; i <= kills; i++) {
                Waits.pause(pace.seconds(3, 12));
                say.accept("kill " + i + " of " + kills);
                long killedMs = System.currentTimeMillis();
                stack.cluster().killJobManager();
                stack.cluster().awaitJobManager();
                Waits.until(
                        BACK_TIMEOUT,
                        () -> loop.stage().job().runs()
                                && !Double.isNaN(loop.watch().backMs(System.currentTimeMillis() - 1_000)));
                backMs.add(loop.watch().gapMs(killedMs));
                loop.outage(killedMs, System.currentTimeMillis());
            }
            Waits.pause(pace.seconds(6, 15));
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            findings.figure("kills", kills);
            findings.within(
                    "hints_back_max_ms",
                    backMs.stream().mapToDouble(x -> x).max().orElse(Double.NaN),
                    BACK_MS);
            loop.judge(findings, loop.tapes(), endMs);
        }
        return findings.result(name());
    }
}
