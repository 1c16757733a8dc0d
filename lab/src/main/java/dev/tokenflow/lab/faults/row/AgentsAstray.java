package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.ledger.MarkLedger;
import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Waits;
import dev.tokenflow.lab.faults.traffic.AgentClock;
import dev.tokenflow.lab.faults.traffic.MarkedAgent;
import dev.tokenflow.lab.faults.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Agents that freeze, restart, have a name twice, or believe in a wrong time, beside sound ones. */
final class AgentsAstray implements FaultRow {
    private static final int CLIENTS = 4;
    private static final int NETWORK = 40;
    private static final double RIGHT_AGAIN_MS = 2_000;
    private static final double DRIFT = 0.0005;

    @Override
    public String name() {
        return "agents-astray";
    }

    @Override
    public String summary() {
        return "agents that freeze, restart, share a name, or have wrong, stepping and drifting clocks: other agents'"
                + " clients get the same hints as without them, and their own are right within 2 s";
    }

    @Override
    public boolean isShort() {
        return true;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        try (Loop loop = Loop.open(stack, name(), Loop.WITHOUT_ALARMS)) {
            Traffic traffic = loop.stage().traffic();
            Map<String, MarkedAgent> clocks = new LinkedHashMap<>();
            put(clocks, traffic, "hour-behind", AgentClock.ahead(Duration.ofHours(-1)));
            put(clocks, traffic, "behind", AgentClock.ahead(Duration.ofMillis(-1_900)));
            put(clocks, traffic, "ahead", AgentClock.ahead(Duration.ofMillis(1_900)));
            put(clocks, traffic, "hour-ahead", AgentClock.ahead(Duration.ofHours(1)));
            put(clocks, traffic, "steps-back", AgentClock.stepping(Duration.ofSeconds(-30), Duration.ofSeconds(5)));
            put(clocks, traffic, "drifts", AgentClock.drifting(DRIFT));
            long startedMs = System.currentTimeMillis();
            MarkedAgent frozen = agent(traffic, "frozen", clocks.size(), AgentClock.RIGHT);
            MarkedAgent restarted = agent(traffic, "restarted", clocks.size() + 1, AgentClock.RIGHT);
            MarkedAgent first = agent(traffic, "twin", clocks.size() + 2, AgentClock.RIGHT);
            Waits.pause(Duration.ofSeconds(3));
            MarkedAgent second = agent(traffic, "twin", clocks.size() + 3, AgentClock.RIGHT);
            List<Long> thawedMs = new ArrayList<>();
            List<Long> frozenMs = new ArrayList<>();
            for (int seconds : pace == Pace.SHORT ? new int[] {1, 5} : new int[] {1, 5, 60}) {
                say.accept("an agent is frozen for " + seconds + " s, another restarts");
                frozenMs.add(System.currentTimeMillis());
                frozen.freeze();
                traffic.restart(restarted);
                Waits.pause(Duration.ofSeconds(seconds));
                frozen.thaw();
                thawedMs.add(System.currentTimeMillis());
                Waits.pause(Duration.ofSeconds(6));
            }
            traffic.remove(first);
            long aloneMs = System.currentTimeMillis();
            Waits.pause(Duration.ofSeconds(6));
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            List.of(frozen, restarted, second).forEach(traffic::remove);
            clocks.values().forEach(traffic::remove);
            loop.quiet();
            Loop.Tapes tapes = loop.tapes();
            loop.judge(findings, tapes, endMs);
            for (String name : clocks.keySet()) {
                right(findings, name, ledger(tapes, name).between(startedMs + Loop.TTL_MS, endMs));
            }
            right(findings, "restarted", ledger(tapes, "restarted").between(startedMs + Loop.TTL_MS, endMs));
            right(findings, "twin", ledger(tapes, "twin").between(aloneMs + Loop.TTL_MS, endMs));
            frozenMs.add(endMs);
            for (int i = 0; i < thawedMs.size(); i++) {
                right(
                        findings,
                        "thawed_" + (i + 1),
                        ledger(tapes, "frozen").between(thawedMs.get(i) + Loop.TTL_MS, frozenMs.get(i + 1)));
            }
            findings.none("restarts", loop.stage().job().restarts());
            Comparison.judge(findings, loop, endMs, say);
        }
        return findings.result(name());
    }

    /** Notes that an agent's marks are told of, and soon. */
    private static void right(Findings findings, String name, MarkLedger ledger) {
        MarkLedger young = ledger.youngerThan(Loop.TTL_MS);
        findings.atLeast(name + "_marks", young.marks(), 1);
        findings.none(name + "_lost", young.lost());
        findings.within(name + "_max_ms", young.delayMs(1), RIGHT_AGAIN_MS);
    }

    private static MarkLedger ledger(Loop.Tapes tapes, String agent) {
        return MarkLedger.of(tapes.events(), tapes.hints(), List.of(agent));
    }

    private static void put(Map<String, MarkedAgent> agents, Traffic traffic, String name, AgentClock clock) {
        agents.put(name, agent(traffic, name, agents.size(), clock));
    }

    private static MarkedAgent agent(Traffic traffic, String name, int number, AgentClock clock) {
        return traffic.add(new MarkedAgent(name, NETWORK + number, CLIENTS, clock));
    }
}
