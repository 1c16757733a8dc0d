package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.ledger.MarkLedger;
import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.Waits;
import dev.tokenflow.lab.faults.traffic.AgentClock;
import dev.tokenflow.lab.faults.traffic.MarkedAgent;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** More paths than the job may remember, an alarm storm, and a thousand agents one after the other. */
final class Limits implements FaultRow {
    /** Of the sound agents there are 36 paths: clients, prefixes and sites. */
    private static final int MAX_PATHS = 48;

    private static final int CROWD = 2 * MAX_PATHS;
    private static final int CROWD_NETWORK = 60;
    private static final int STORM_NETWORK = 61;
    private static final int GONE_NETWORK = 62;
    private static final int STORM_CLIENTS = 4;
    private static final int NAMES = 1_000;
    private static final double LATER = 2;
    private static final double LARGER = 2;
    private static final Duration BETWEEN_NAMES = Duration.ofMillis(40);
    private static final String REFUSED = "flink_taskmanager_job_task_operator_tokenflow_paths_refused";

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public String summary() {
        return "twice as many paths as --max-paths, an alarm storm on a tenth of the paths, a thousand agent names:"
                + " newest paths are refused and counted, living ones unharmed, p99 at most doubled, state bounded";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Stage.Setting small = Stage.Setting.with(
                "--path-groups", "1", "--max-paths", Integer.toString(MAX_PATHS), "--checkpoint-interval", "2 s");
        try (Loop loop = Loop.open(stack, name(), small)) {
            // By then the log of a path, which is a minute long, is full, and does not grow by itself any more.
            Waits.pause(pace.seconds(8, 75));
            long stateBytes = loop.stage().job().stateBytes();
            long stormFromMs = System.currentTimeMillis();
            say.accept("an alarm storm");
            MarkedAgent storm = loop.stage().traffic().add(MarkedAgent.storm("storm", STORM_NETWORK, STORM_CLIENTS));
            Waits.pause(pace.seconds(8, 20));
            loop.stage().traffic().remove(storm);
            long stormToMs = System.currentTimeMillis();
            say.accept(CROWD + " clients where " + MAX_PATHS + " paths may be remembered");
            MarkedAgent crowd =
                    loop.stage().traffic().add(new MarkedAgent("crowd", CROWD_NETWORK, CROWD, AgentClock.RIGHT));
            Waits.pause(pace.seconds(6, 15));
            findings.atLeast("paths_refused", loop.stage().job().metric(REFUSED, ""), CROWD - MAX_PATHS);
            loop.stage().traffic().remove(crowd);
            if (pace == Pace.LONG) {
                names(loop, say);
                findings.figure("state_bytes_before", stateBytes);
                findings.atMost("state_bytes_after", loop.stage().job().stateBytes(), LARGER * stateBytes);
            }
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            Loop.Tapes tapes = loop.tapes();
            loop.judge(findings, tapes, endMs);
            MarkLedger ledger = MarkLedger.of(tapes.events(), tapes.hints(), loop.agents());
            double before = ledger.between(loop.warmMs(), stormFromMs).delayMs(0.99);
            findings.figure("p99_before_storm_ms", before);
            findings.within(
                    "p99_in_storm_ms", ledger.between(stormFromMs, stormToMs).delayMs(0.99), LATER * before);
            findings.none("restarts", loop.stage().job().restarts());
        }
        return findings.result(name());
    }

    /** Agents that say something once and never again; returns when their names should be forgotten. */
    private static void names(Loop loop, Consumer<String> say) throws InterruptedException {
        say.accept(NAMES + " agents, one after the other");
        for (int i = 0; i < NAMES; i++) {
            MarkedAgent gone =
                    loop.stage().traffic().add(new MarkedAgent("gone-" + i, GONE_NETWORK, 2, AgentClock.RIGHT));
            Waits.pause(BETWEEN_NAMES);
            loop.stage().traffic().remove(gone);
        }
        Waits.pause(Duration.ofSeconds(75));
    }
}
