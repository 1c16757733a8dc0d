package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The TaskManager that runs the job is killed again and again, at any time between two checkpoints. */
final class TaskManagerKilled implements FaultRow {
    private static final double BACK_MS = 10_000;
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(60);
    private static final int LEAST_MS = 4_000;
    private static final int MOST_MS = 14_000;

    @Override
    public String name() {
        return "taskmanager-killed";
    }

    @Override
    public String summary() {
        return "kill -9 of the TaskManager at random times: nothing young is lost, nothing old is served, hints are"
                + " back within 10 s, and rows are those of an undisturbed run";
    }

    @Override
    public boolean isShort() {
        return true;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        int kills = pace.times(1, 10);
        List<Double> backMs = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        long recoveredMs = 0;
        try (Loop loop = Loop.open(stack, name(), Loop.EVERY_ROW)) {
            Waits.require(
                    Duration.ofSeconds(30),
                    "a checkpoint",
                    () -> loop.stage().job().completedCheckpoints() > 0);
            for (int i = 1; i <= kills; i++) {
                Waits.pause(Duration.ofMillis(random.nextInt(LEAST_MS, pace == Pace.SHORT ? LEAST_MS * 2 : MOST_MS)));
                String victim = loop.stage().job().taskManager();
                say.accept("kill " + i + " of " + kills + ": " + victim);
                long killedMs = System.currentTimeMillis();
                stack.cluster().killWorker(victim);
                Waits.until(BACK_TIMEOUT, () -> !Double.isNaN(loop.watch().backMs(killedMs + Loop.TTL_MS)));
                backMs.add(loop.watch().backMs(killedMs));
                loop.outage(killedMs, killedMs + loop.watch().backMs(killedMs));
                stack.cluster().startWorker(); // not before: its start would take the time of the other's
                stack.cluster().awaitWorkers();
                recoveredMs = System.currentTimeMillis();
            }
            Waits.pause(pace.seconds(6, 15));
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            Loop.Tapes tapes = loop.tapes();
            findings.figure("kills", kills);
            findings.atLeast("restarts", loop.stage().job().restarts(), kills);
            findings.within(
                    "hints_back_max_ms",
                    backMs.stream().mapToDouble(x -> x).max().orElse(Double.NaN),
                    BACK_MS);
            loop.judge(findings, tapes, endMs);
            say.accept("an undisturbed run of the same events");
            Loop.Tapes calm = loop.undisturbed(loop.stage().topics().events(), endMs);
            Loop.judgeRows(findings, tapes.features().from(calm.features(), recoveredMs, endMs), say);
        }
        return findings.result(name());
    }
}
