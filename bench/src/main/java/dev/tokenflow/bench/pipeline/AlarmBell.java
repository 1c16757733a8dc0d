package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Alarm;
import dev.tokenflow.bench.pipeline.load.AlarmKind;
import dev.tokenflow.bench.pipeline.load.AlarmLog;
import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.bench.pipeline.load.LoadGenerator;
import dev.tokenflow.bench.pipeline.load.SyntheticAgent;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Raises alarms one after the other, of both kinds, for the watched clients in turn. The times between them are random,
 * so that they fall on every phase of the job's panes.
 */
final class AlarmBell implements AutoCloseable {
    /**
     * Mean time between two alarms. With 20 watched clients a client has a burst every 12 s: its last one has left the
     * window by then.
     */
    static final Duration INTERVAL = Duration.ofMillis(300);

    /** After this long without a hint that tells of it an alarm counts as never seen. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private static final double JUMP = 4;
    private static final int STEP_US = 10;
    private static final int MIN_JUMP_EVENTS = 8;
    private static final double PANE_S = 0.1;

    private final LoadGenerator load;
    private final AlarmLog log;
    private final List<Client> watched;
    private final int alarms;
    private final int jumpEvents;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Begins to raise alarms.
     *
     * @param alarms how many
     * @param eventsPerClient events of one client a second: a jump has twice as many as a pane, so that it moves the
     *     pane's median
     */
    AlarmBell(LoadGenerator load, AlarmLog log, List<Client> watched, int alarms, double eventsPerClient) {
        this.load = load;
        this.log = log;
        this.watched = watched;
        this.alarms = alarms;
        jumpEvents = (int) Math.clamp(2 * PANE_S * eventsPerClient, MIN_JUMP_EVENTS, SyntheticAgent.MAX_EVENTS);
        thread = Thread.ofPlatform().daemon().name("bench-alarms").start(this::run);
    }

    /** Waits until all alarms were raised and each was seen or given up. */
    void await() throws InterruptedException {
        thread.join();
        while (log.pending() > 0) {
            Pipeline.pause(INTERVAL);
            log.giveUp(System.nanoTime(), ANSWER_TIMEOUT);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    private void run() {
        int raised = 0;
        while (raised < alarms && !stopping) {
            Pipeline.pause(Duration.ofNanos(INTERVAL.toNanos() / 2 + random.nextLong(INTERVAL.toNanos())));
            log.giveUp(System.nanoTime(), ANSWER_TIMEOUT);
            int client = raised % watched.size();
            if (!log.isPending(client)) {
                load.raise(alarm(raised, client));
                raised++;
            }
        }
    }

    private Alarm alarm(int number, int client) {
        int turn = number / watched.size();
        AlarmKind kind =
                log.possible(client, (turn + client) % 2 == 0 ? AlarmKind.RETRANSMIT_BURST : AlarmKind.RTT_JUMP);
        int events = kind == AlarmKind.RETRANSMIT_BURST ? 1 : jumpEvents;
        int rttUs = (int) (JUMP * watched.get(client).usualRttUs()) + STEP_US * number;
        return new Alarm(kind, client, watched.get(client), events, rttUs);
    }
}
