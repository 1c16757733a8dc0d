package dev.tokenflow.simulator.virtual;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.link.LinkModel;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.reader.Workload;
import dev.tokenflow.simulator.sender.Generation;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.VirtualTimer;
import dev.tokenflow.simulator.wire.AnswerBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sender that sees the link itself, as no real sender can. Whenever the bottleneck is idle, the answer with the token
 * that has waited longest sends everything it has as one chunk; so no time of the link is lost, no queue stands, and
 * tokens merge as late as can be. A lost chunk is sent again a round trip later. There is no TCP in between: no window,
 * no acknowledgement, no reordering. Requests, link, seeds and byte costs are those of {@link VirtualRun}, so the
 * result is a bound for every arm there.
 */
public final class OracleRun {
    private final VirtualRunConfig config;
    private final EventQueue queue;
    private final List<Network> networks = new ArrayList<>();
    private long startNs;

    public OracleRun(VirtualRunConfig config, EventQueue queue) {
        this.config = config;
        this.queue = queue;
    }

    /** Plans the whole run to begin at {@code originNs} of the queue's clock. */
    public void start(long originNs) {
        startNs = originNs;
        long seed = config.seed();
        long linkSeed = seed;
        for (ClientGroup clients : config.networks()) {
            Network network = new Network(clients, linkSeed++, seed);
            seed += clients.clients().size();
            networks.add(network);
            network.start();
        }
    }

    /** When the run is over. */
    public long endNs() {
        return startNs + config.duration().toNanos();
    }

    /** What became of each client, in the order of the configuration. */
    public List<VirtualResult> results() {
        return networks.stream().flatMap(Network::results).toList();
    }

    /** One answer: what was generated, sent, received. */
    private static final class Answer {
        private final Client client;
        private final Generation generation;
        private final AnswerLog log;
        private final AnswerBytes bytes;
        private final SortedSet<Integer> missing = new TreeSet<>();
        private int sent;
        private int arrived;
        private int received;

        Answer(Client client, Generation generation, AnswerLog log, AnswerBytes bytes) {
            this.bytes = bytes;
            this.client = client;
            this.generation = generation;
            this.log = log;
        }

        /** When its oldest unsent token came into being. */
        long oldestNs() {
            return generation.dueNs(sent + 1);
        }

        boolean finished() {
            return sent == generation.tokens();
        }
    }

    /** One client: what it asked for, and its connections that are free. */
    private static final class Client {
        private final IpAddress address;
        private final List<AnswerLog> logs = new ArrayList<>();
        private int idleConnections;

        /** @param idleConnections that stand when the run begins */
        Client(IpAddress address, int idleConnections) {
            this.address = address;
            this.idleConnections = idleConnections;
        }
    }

    private final class Network {
        private final ClientGroup network;
        private final LinkModel link;
        private final long firstSeed;
        private final List<Client> clients = new ArrayList<>();
        private final List<Answer> active = new ArrayList<>();
        private final VirtualTimer timer = new VirtualTimer(queue, this::advance);
        private long resent;

        Network(ClientGroup network, long linkSeed, long firstSeed) {
            this.network = network;
            this.firstSeed = firstSeed;
            link = new LinkModel(network.link(), linkSeed);
        }

        void start() {
            link.start(startNs);
            long seed = firstSeed;
            for (IpAddress address : network.clients()) {
                Client client = new Client(address, network.streams());
                clients.add(client);
                Workload workload = new Workload(
                        network.streams(),
                        config.answerTokens(),
                        config.tokensPerSecond(),
                        config.duration().toNanos(),
                        seed++);
                for (Workload.Ask ask : workload.asks()) {
                    long atNs = startNs + ask.afterNs();
                    AnswerLog log = new AnswerLog(atNs, ask.tokens());
                    client.logs.add(log);
                    queue.at(atNs, () -> ask(client, log));
                }
            }
        }

        /**
         * A connection that is free takes the request at once, a new one shakes hands first: half a round trip, or one
         * and a half.
         */
        private void ask(Client client, AnswerLog log) {
            boolean reused = client.idleConnections > 0;
            client.idleConnections -= reused ? 1 : 0;
            queue.at(queue.nowNs() + (reused ? 1 : 3) * delayNs(), () -> {
                Generation generation = new Generation(queue.nowNs(), config.tokensPerSecond(), log.tokensAsked());
                active.add(new Answer(client, generation, log, config.bytes(log)));
                advance();
            });
        }

        private void advance() {
            if (queue.nowNs() >= endNs()) {
                return;
            }
            long busyNs = link.counters(queue.nowNs()).queueNs();
            if (busyNs > 0) {
                timer.set(queue.nowNs() + busyNs);
                return;
            }
            Answer next = oldest();
            if (next == null) {
                return;
            }
            if (next.oldestNs() > queue.nowNs()) {
                timer.set(next.oldestNs());
                return;
            }
            send(next);
            advance();
        }

        private @Nullable Answer oldest() {
            Answer oldest = null;
            for (Answer answer : active) {
                if (oldest == null || answer.oldestNs() < oldest.oldestNs()) {
                    oldest = answer;
                }
            }
            return oldest;
        }

        private void send(Answer answer) {
            int upTo = answer.generation.generatedBy(queue.nowNs());
            int bytes = answer.sent == 0 ? answer.bytes.head() : 0;
            bytes += withSegments(answer.bytes.event(upTo - answer.sent));
            answer.sent = upTo;
            if (answer.finished()) {
                active.remove(answer);
                bytes += answer.bytes.ending();
            }
            transmit(answer, upTo, bytes);
        }

        private int withSegments(int payload) {
            WireCost cost = config.wireCost();
            double segments = Math.max(1, Math.ceil(payload / cost.maxSegment()));
            return (int) Math.round(payload + cost.segmentBytes() * segments);
        }

        private void transmit(Answer answer, int upTo, int bytes) {
            long arrivesNs = link.offer(queue.nowNs(), bytes);
            if (arrivesNs >= 0) {
                queue.at(arrivesNs, () -> arrived(answer, upTo));
                return;
            }
            resent++;
            answer.missing.add(upTo);
            queue.at(
                    queue.nowNs() + link.counters(queue.nowNs()).queueNs() + 2 * delayNs(),
                    () -> transmit(answer, upTo, bytes));
        }

        /** In order: what overtook a lost chunk waits for it. */
        private void arrived(Answer answer, int upTo) {
            answer.missing.remove(upTo);
            answer.arrived = Math.max(answer.arrived, upTo);
            int complete = answer.missing.isEmpty() || answer.missing.first() > answer.arrived
                    ? answer.arrived
                    : answer.received;
            if (complete > answer.received && queue.nowNs() <= endNs()) {
                answer.received = complete;
                answer.log.arrived(queue.nowNs(), complete);
                if (complete == answer.generation.tokens()) {
                    answer.client.idleConnections++;
                }
            }
        }

        private long delayNs() {
            return link.phase(queue.nowNs()).delay().toNanos();
        }

        /** Chunks sent again are counted for the whole link, and reported with its first client. */
        Stream<VirtualResult> results() {
            return clients.stream()
                    .map(client -> new VirtualResult(
                            client.address,
                            new ReaderLog(config.tokensPerSecond(), startNs, endNs(), client.logs),
                            link.counters(queue.nowNs()),
                            client == clients.getFirst() ? resent : 0));
        }
    }
}
