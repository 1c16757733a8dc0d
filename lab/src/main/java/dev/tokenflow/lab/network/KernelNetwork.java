package dev.tokenflow.lab.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.agent.Agent;
import dev.tokenflow.agent.AgentConfig;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.metric.AgentStats;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.AgentFigures;
import dev.tokenflow.report.timeline.ReaderSample;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.testbed.netns.ClientSide;
import dev.tokenflow.testbed.netns.NetworkLab;
import dev.tokenflow.testbed.netns.StreamProcesses;
import dev.tokenflow.testbed.netns.TunPair;
import dev.tokenflow.testbed.process.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Real kernel TCP: a server namespace and two client namespaces joined by TUN pairs, the link between them in a process
 * of its own like the token server, the gateway and the readers, and the eBPF agent watching the port that readers
 * connect to.
 */
final class KernelNetwork implements Network {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(15);
    private static final long LEAD_NS = 700_000_000L;

    private final NetworkLab lab;
    private final Agent agent;
    private final Path raw;

    private KernelNetwork(NetworkLab lab, Agent agent, Path raw) {
        this.lab = lab;
        this.agent = agent;
        this.raw = raw;
    }

    /**
     * Makes the namespaces and starts the agent.
     *
     * @param raw folder for the children's logs and the readers' arrivals
     */
    static KernelNetwork open(NetworkLab lab, String bootstrapServers, Path raw) throws IOException {
        AgentConfig config = AgentConfig.of(
                bootstrapServers, SocketFilter.localPorts(ArmServing.PORT).inNetns(lab.inode(lab.serverNamespace())));
        try {
            return new KernelNetwork(lab, Agent.start(config), raw);
        } catch (StartupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String word() {
        return "kernel";
    }

    @Override
    public ArmLog run(ArmPlan plan, ArmProgress progress) throws IOException, InterruptedException {
        TunPair far = lab.pair(plan.index(), ClientSide.FAR);
        TunPair near = lab.pair(plan.index(), ClientSide.NEAR);
        Map<ClientNetwork, List<LinkStatus>> links = new EnumMap<>(ClientNetwork.class);
        for (ClientNetwork network : ClientNetwork.values()) {
            links.put(network, Collections.synchronizedList(new ArrayList<>()));
        }
        try (Child link = link(plan, far, near, status -> linkStatus(status, far, links, progress))) {
            link.awaitReady(START_TIMEOUT);
            lab.attach(plan.index());
            try (ArmServing serving = serving(plan)) { // first: the readers connect before the run
                try (Child farReaders = readers(plan, ClientNetwork.FAR, far, progress);
                        Child nearReaders = readers(plan, ClientNetwork.NEAR, near, progress)) {
                    farReaders.awaitReady(START_TIMEOUT);
                    nearReaders.awaitReady(START_TIMEOUT);
                    long startNs = System.nanoTime() + LEAD_NS;
                    progress.starts(
                            startNs, IpAddress.parse(far.clientAddress()), IpAddress.parse(near.clientAddress()));
                    for (Child child : List.of(link, farReaders, nearReaders)) {
                        child.send("start " + startNs);
                    }
                    farReaders.awaitEnd(plan.duration().plus(END_TIMEOUT));
                    nearReaders.awaitEnd(END_TIMEOUT);
                }
            }
        }
        return new ArmLog(
                plan,
                log(plan, ClientNetwork.FAR, far, plan.faulty(), links),
                log(plan, ClientNetwork.NEAR, near, plan.clean(), links));
    }

    @Override
    public AgentFigures agent() {
        AgentStats stats = agent.stats();
        return new AgentFigures(
                stats.rttEvents(), stats.retransmitEvents(), stats.lostEvents(), "eBPF, " + agent.tier());
    }

    @Override
    public void close() {
        agent.close();
    }

    private Child link(ArmPlan plan, TunPair far, TunPair near, Consumer<JsonNode> status) throws IOException {
        List<StreamProcesses.Joint> joints = List.of(
                new StreamProcesses.Joint(far, plan.faulty().toString()),
                new StreamProcesses.Joint(near, plan.clean().toString()));
        return processes(plan).link(joints, plan.seed(), status);
    }

    private ArmServing serving(ArmPlan plan) throws IOException {
        return ArmServing.start(processes(plan), plan.arm(), plan.tokensPerSecond(), plan.seed(), plan.hints());
    }

    private Child readers(ArmPlan plan, ClientNetwork network, TunPair pair, ArmProgress progress) throws IOException {
        StreamProcesses.Demand demand = new StreamProcesses.Demand(
                plan.streams(),
                plan.answerTokens(),
                plan.tokensPerSecond(),
                plan.duration(),
                plan.seed(),
                plan.arm().isCompressed());
        return processes(plan).readers(pair, network.word(), demand, status -> readerStatus(status, network, progress));
    }

    private StreamProcesses processes(ArmPlan plan) {
        return new StreamProcesses(lab, ArmServing.PORT, raw, plan.arm().name());
    }

    private NetworkLog log(
            ArmPlan plan,
            ClientNetwork network,
            TunPair pair,
            LinkSchedule schedule,
            Map<ClientNetwork, List<LinkStatus>> links)
            throws IOException {
        List<LinkStatus> statuses = links.getOrDefault(network, List.of());
        synchronized (statuses) {
            return new NetworkLog(
                    IpAddress.parse(pair.clientAddress()),
                    schedule,
                    ReaderLog.read(processes(plan).arrivals(network.word())),
                    statuses);
        }
    }

    private static void linkStatus(
            JsonNode status, TunPair far, Map<ClientNetwork, List<LinkStatus>> links, ArmProgress progress) {
        ClientNetwork network =
                status.path("link").asText().equals(far.serverDevice()) ? ClientNetwork.FAR : ClientNetwork.NEAR;
        double queueMs = status.path("queue_ms").asDouble();
        Objects.requireNonNull(links.get(network)).add(new LinkStatus(System.nanoTime(), queueMs));
        progress.queue(network, queueMs);
    }

    private static void readerStatus(JsonNode status, ClientNetwork network, ArmProgress progress) {
        long delivered = status.path("tokens_delivered").asLong();
        long before = progress.readers(network).tokensDelivered();
        progress.readers(
                network,
                new ReaderSample(
                        delivered,
                        delivered - before,
                        status.path("delay_p95_ms").asDouble(Double.NaN),
                        status.path("active_streams").asInt(),
                        Double.NaN));
    }
}
