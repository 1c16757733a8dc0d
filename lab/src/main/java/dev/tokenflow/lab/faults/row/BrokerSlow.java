package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** A broker that has no time: it stands still for 200 ms again and again, and works for 100 ms in between. */
final class BrokerSlow implements FaultRow {
    private static final Duration STILL = Duration.ofMillis(200);
    private static final Duration WORKS = Duration.ofMillis(100);

    @Override
    public String name() {
        return "broker-slow";
    }

    @Override
    public String summary() {
        return "the broker stands still for 200 ms, again and again: nothing is lost, nothing old is served, the job"
                + " does not restart";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        try (Loop loop = Loop.open(stack, name(), Stage.Setting.USUAL)) {
            Duration time = pace.seconds(15, 60);
            say.accept("a slow broker for " + time.toSeconds() + " s");
            int stops = 0;
            for (long endNs = System.nanoTime() + time.toNanos(); System.nanoTime() < endNs; stops++) {
                stack.broker().process().freeze();
                Waits.pause(STILL);
                stack.broker().process().thaw();
                Waits.pause(WORKS);
            }
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            findings.figure("stops", stops);
            findings.none("restarts", loop.stage().job().restarts());
            findings.none("batches_lost_by_agents", loop.stage().traffic().lost());
            loop.judge(findings, loop.tapes(), endMs);
        }
        return findings.result(name());
    }
}
