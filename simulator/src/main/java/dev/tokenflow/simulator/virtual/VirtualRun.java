package dev.tokenflow.simulator.virtual;

import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.reader.Readers;
import dev.tokenflow.simulator.reader.Workload;
import dev.tokenflow.simulator.sender.Sender;
import dev.tokenflow.simulator.tcp.TcpConnection;
import dev.tokenflow.simulator.tcp.TcpEndpoints;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import dev.tokenflow.simulator.tcp.VirtualPath;
import dev.tokenflow.simulator.time.EventQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One arm in virtual time: a server, its clients' networks, and the kernel events of the server's sockets. Several can
 * share an {@link EventQueue}. It uses neither a clock nor a thread, so the result depends only on the configuration,
 * the hints and the queue.
 */
public final class VirtualRun {
    /** How often a server looks whether a client's hint has changed. */
    private static final long HINT_POLL_NS = 10_000_000L;

    private static final int REQUEST_BYTES = 350;
    private static final int FIRST_CLIENT_PORT = 32_768;
    private static final int CLIENT_PORTS = 28_232;

    private final VirtualRunConfig config;
    private final EventQueue queue;
    private final TcpEventListener events;
    private final HintLookup hints;
    private final List<Client> clients = new ArrayList<>();
    private final List<VirtualPath> paths = new ArrayList<>();
    private long startNs = Long.MAX_VALUE;
    private long connections;

    public VirtualRun(VirtualRunConfig config, EventQueue queue, TcpEventListener events, HintLookup hints) {
        this.config = config;
        this.queue = queue;
        this.events = events;
        this.hints = hints;
    }

    /**
     * Opens one connection a stream now and reads a short answer on each, of which nothing is noted, as
     * {@link dev.tokenflow.simulator.reader.Readers#connectEarly} does: the run that {@link #start} plans then begins
     * with standing connections. Links stay in their first phase until it does.
     */
    public void connectEarly() {
        openNetworks();
        clients.forEach(Client::connectEarly);
    }

    /** Whether every connection that was opened waits for its next request. */
    public boolean isIdle() {
        return clients.stream().allMatch(Client::isIdle);
    }

    /** Plans the whole run to begin at {@code originNs} of the queue's clock. */
    public void start(long originNs) {
        startNs = originNs;
        openNetworks();
        queue.at(originNs, () -> paths.forEach(path -> path.start(originNs)));
        clients.forEach(Client::start);
    }

    private void openNetworks() {
        if (!clients.isEmpty()) {
            return;
        }
        long seed = config.seed();
        long linkSeed = seed;
        for (ClientGroup network : config.networks()) {
            VirtualPath path = new VirtualPath(queue, network.link(), linkSeed++);
            paths.add(path);
            for (IpAddress address : network.clients()) {
                clients.add(new Client(address, network.streams(), path, seed++));
            }
        }
    }

    /** When the run is over. */
    public long endNs() {
        return startNs + config.duration().toNanos();
    }

    /**
     * What the link to a network's clients is doing now.
     *
     * @param network its place in the configuration
     */
    public LinkCounters link(int network) {
        return paths.get(network).forward().counters(queue.nowNs());
    }

    /**
     * What became of each client, in the order of the configuration; of use once the queue has passed {@link #endNs}.
     */
    public List<VirtualResult> results() {
        return clients.stream().map(Client::result).toList();
    }

    /** One client and its connections. */
    private final class Client {
        private final IpAddress address;
        private final String word;
        private final int streams;
        private final VirtualPath path;
        private final long seed;
        private final List<AnswerLog> logs = new ArrayList<>();
        private final List<TcpConnection> opened = new ArrayList<>();
        private final Deque<TcpConnection> idle = new ArrayDeque<>();
        private final Set<VirtualAnswer> active = new LinkedHashSet<>();
        private VirtualAnswer.Advice advice;
        private boolean looksForHints;
        private long retransmissionsBefore;

        Client(IpAddress address, int streams, VirtualPath path, long seed) {
            this.address = address;
            word = address.toString();
            this.streams = streams;
            this.path = path;
            this.seed = seed;
            advice = new VirtualAnswer.Advice(Hint.unpaced(word), 1);
        }

        void connectEarly() {
            for (int i = 0; i < streams; i++) {
                ask(new AnswerLog(queue.nowNs(), Readers.FIRST_ANSWER_TOKENS));
            }
            lookForHints();
        }

        boolean isIdle() {
            return idle.size() == opened.size();
        }

        void start() {
            queue.at(startNs, () -> {
                retransmissionsBefore = retransmissions();
                lookForHints();
            });
            Workload workload = new Workload(
                    streams,
                    config.answerTokens(),
                    config.tokensPerSecond(),
                    config.duration().toNanos(),
                    seed);
            for (Workload.Ask ask : workload.asks()) {
                long atNs = startNs + ask.afterNs();
                AnswerLog log = new AnswerLog(atNs, ask.tokens());
                logs.add(log);
                queue.at(atNs, () -> ask(log));
            }
            queue.at(endNs(), () -> opened.forEach(TcpConnection::end));
        }

        VirtualResult result() {
            ReaderLog log = new ReaderLog(config.tokensPerSecond(), startNs, endNs(), logs);
            long retransmissions = retransmissions() - retransmissionsBefore;
            return new VirtualResult(address, log, path.forward().counters(queue.nowNs()), retransmissions);
        }

        private long retransmissions() {
            return opened.stream().mapToLong(c -> c.sender().retransmissions()).sum();
        }

        private void lookForHints() {
            if (config.policy().sender().obeysHints() && !looksForHints) {
                looksForHints = true;
                lookUpHint();
            }
        }

        private void ask(AnswerLog log) {
            VirtualAnswer[] self = new VirtualAnswer[1];
            VirtualAnswer answer =
                    new VirtualAnswer(queue, config, log, advice, () -> active.remove(self[0]), idle::addLast);
            self[0] = answer;
            active.add(answer);
            TcpConnection reused = idle.pollLast();
            if (reused != null) {
                reused.ask(answer);
                return;
            }
            TcpConnection connection = new TcpConnection(queue, path, endpoints(), REQUEST_BYTES, events, answer);
            opened.add(connection);
            connection.connect();
        }

        private TcpEndpoints endpoints() {
            long number = connections++;
            return new TcpEndpoints(
                    config.firstCookie() + number,
                    config.netns(),
                    config.server(),
                    config.serverPort(),
                    address,
                    FIRST_CLIENT_PORT + (int) (number % CLIENT_PORTS));
        }

        private void lookUpHint() {
            VirtualAnswer.Advice next =
                    new VirtualAnswer.Advice(hints.current(word, queue.nowNs()), Math.max(1, active.size()));
            if (changes(next)) {
                advice = next;
                List.copyOf(active).forEach(answer -> answer.advise(next));
            }
            if (startNs == Long.MAX_VALUE || queue.nowNs() < endNs()) {
                queue.at(queue.nowNs() + HINT_POLL_NS, this::lookUpHint);
            }
        }

        /** A sender that counts tokens looks at the pace alone. */
        private boolean changes(VirtualAnswer.Advice next) {
            Hint hint = next.hint();
            boolean samePace = Pace.of(hint).equals(Pace.of(advice.hint()));
            return !samePace
                    || (config.policy().sender() == Sender.BUDGETED
                            && (next.activeStreams() != advice.activeStreams()
                                    || Double.compare(
                                                    hint.holdMs(), advice.hint().holdMs())
                                            != 0
                                    || Double.compare(
                                                    hint.clientBytesPerSecond(),
                                                    advice.hint().clientBytesPerSecond())
                                            != 0));
        }
    }
}
