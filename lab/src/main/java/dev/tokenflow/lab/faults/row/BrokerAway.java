package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The broker restarts, stands still, and is away for long. */
final class BrokerAway implements FaultRow {
    private static final double BACK_MS = 10_000;
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "broker-away";
    }

    @Override
    public String summary() {
        return "the broker restarts, stands still for 45 s and is away for 2 min: nothing young is lost, nothing old is"
                + " served, hints are back within 10 s";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        List<Double> backMs = new ArrayList<>();
        try (Loop loop = Loop.open(stack, name(), Stage.Setting.USUAL)) {
            int restarts = pace.times(1, 5);
            for (int i = 1; i <= restarts; i++) {
                say.accept("restart " + i + " of " + restarts);
                long fromMs = System.currentTimeMillis();
                stack.broker().stop();
                stack.broker().startAgain();
                back(loop, fromMs, backMs);
            }
            Duration still = pace.seconds(5, 45);
            say.accept("stands still for " + still.toSeconds() + " s");
            long frozenMs = System.currentTimeMillis();
            stack.broker().process().freeze();
            Waits.pause(still);
            stack.broker().process().thaw();
            back(loop, frozenMs, backMs);
            if (pace == Pace.LONG) {
                say.accept("away for 2 min");
                long fromMs = System.currentTimeMillis();
                stack.broker().stop();
                Waits.pause(Duration.ofMinutes(2));
                stack.broker().startAgain();
                back(loop, fromMs, backMs);
            }
            Waits.pause(pace.seconds(4, 10));
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            findings.figure("outages", backMs.size());
            findings.within("hints_back_max_ms", max(backMs), BACK_MS);
            Loop.Tapes tapes = loop.tapes();
            findings.figure("batches_lost_by_agents", loop.stage().traffic().lost());
            findings.figure("job_restarts", loop.stage().job().restarts());
            loop.judge(findings, tapes, endMs);
        }
        return findings.result(name());
    }

    /** Waits for the first hint about the time after the outage, and lets everything settle. */
    private static void back(Loop loop, long fromMs, List<Double> backMs) throws InterruptedException {
        long nowMs = System.currentTimeMillis();
        Waits.until(BACK_TIMEOUT, () -> !Double.isNaN(loop.watch().backMs(nowMs)));
        backMs.add(loop.watch().backMs(nowMs));
        loop.outage(fromMs, nowMs + loop.watch().backMs(nowMs));
        Waits.pause(Duration.ofSeconds(5));
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(x -> x).max().orElse(Double.NaN);
    }
}
