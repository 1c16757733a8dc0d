package dev.tokenflow.lab.network;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.lab.observe.SimulatedAgent;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.AgentFigures;
import dev.tokenflow.report.timeline.ReaderSample;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.RealTimeClock;
import dev.tokenflow.simulator.virtual.ClientGroup;
import dev.tokenflow.simulator.virtual.HintLookup;
import dev.tokenflow.simulator.virtual.VirtualResult;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Simulated TCP over the same link model, in this process and in real time; its events take the same way through Kafka,
 * job and hint server.
 */
final class SimulatedNetwork implements Network {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long CONNECT_TIMEOUT_NS = 8 * SECOND_NS;
    private static final long LOOK_NS = SECOND_NS / 20;
    private static final IpAddress SERVER = IpAddress.parse("10.77.255.1");
    private static final int PORT = 8000;
    private static final long COOKIES_PER_ARM = 1L << 32;

    private final EventQueue queue = new EventQueue(System.nanoTime());
    private final RealTimeClock clock = new RealTimeClock(queue);
    private final SimulatedAgent agent;

    SimulatedNetwork(String bootstrapServers) throws IOException {
        agent = new SimulatedAgent(bootstrapServers, queue);
    }

    @Override
    public String word() {
        return "simulated";
    }

    @Override
    public ArmLog run(ArmPlan plan, ArmProgress progress) throws InterruptedException {
        IpAddress far = IpAddress.parse("10.77." + 2 * plan.index() + ".2");
        IpAddress near = IpAddress.parse("10.77." + (2 * plan.index() + 1) + ".2");
        VirtualRunConfig config = new VirtualRunConfig(
                plan.arm().policy(),
                List.of(clients(far, plan.faulty(), plan), clients(near, plan.clean(), plan)),
                plan.answerTokens(),
                plan.tokensPerSecond(),
                plan.duration(),
                plan.seed(),
                plan.arm().wireCost(),
                plan.arm().coding(),
                SERVER,
                PORT,
                0,
                1 + plan.index() * COOKIES_PER_ARM);
        try (HintClient hints =
                HintClient.builder(plan.hints()).mode(HintMode.SSE).build()) {
            HintLookup lookup = plan.arm().obeysHints()
                    ? (client, nowNs) -> hints.hint(client)
                    : (client, nowNs) -> Hint.unpaced(client);
            VirtualRun run = new VirtualRun(config, queue, agent.events(), lookup);
            clock.runUntil(System.nanoTime()); // the queue's clock stood still between the arms
            connectEarly(run);
            long startNs = System.nanoTime();
            run.start(startNs);
            progress.starts(startNs, far, near);
            List<LinkStatus> farLink = new ArrayList<>();
            List<LinkStatus> nearLink = new ArrayList<>();
            for (long second = 1; startNs + second * SECOND_NS < run.endNs(); second++) {
                queue.at(startNs + second * SECOND_NS, () -> report(run, progress, farLink, nearLink));
            }
            clock.runUntil(run.endNs());
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            List<VirtualResult> results = run.results();
            return new ArmLog(
                    plan,
                    new NetworkLog(far, plan.faulty(), results.get(0).log(), farLink),
                    new NetworkLog(near, plan.clean(), results.get(1).log(), nearLink));
        }
    }

    private void connectEarly(VirtualRun run) {
        run.connectEarly();
        long untilNs = System.nanoTime() + CONNECT_TIMEOUT_NS;
        while (!run.isIdle() && System.nanoTime() < untilNs) {
            clock.runUntil(System.nanoTime() + LOOK_NS);
        }
    }

    @Override
    public AgentFigures agent() {
        return new AgentFigures(agent.rttEvents(), agent.retransmitEvents(), agent.lostEvents(), "simulated TCP");
    }

    @Override
    public void close() {
        agent.close();
    }

    private static ClientGroup clients(IpAddress address, LinkSchedule schedule, ArmPlan plan) {
        return new ClientGroup(address, schedule, plan.streams());
    }

    private void report(VirtualRun run, ArmProgress progress, List<LinkStatus> farLink, List<LinkStatus> nearLink) {
        List<VirtualResult> results = run.results();
        report(results.get(0), ClientNetwork.FAR, progress, farLink);
        report(results.get(1), ClientNetwork.NEAR, progress, nearLink);
    }

    private void report(VirtualResult result, ClientNetwork network, ArmProgress progress, List<LinkStatus> link) {
        long nowNs = queue.nowNs();
        double queueMs = result.link().queueNs() / 1e6;
        link.add(new LinkStatus(nowNs, queueMs));
        progress.queue(network, queueMs);
        long delivered = result.log().answers().stream()
                .mapToLong(answer -> answer.delivered())
                .sum();
        long active = result.log().answers().stream()
                .filter(answer -> answer.requestNs() <= nowNs && answer.delivered() < answer.tokensAsked())
                .count();
        QoeMetrics second = QoeMetrics.of(result.log(), nowNs - 2 * SECOND_NS, nowNs - SECOND_NS);
        long before = progress.readers(network).tokensDelivered();
        progress.readers(
                network,
                new ReaderSample(delivered, delivered - before, second.delayP95Ms(), (int) active, Double.NaN));
    }
}
