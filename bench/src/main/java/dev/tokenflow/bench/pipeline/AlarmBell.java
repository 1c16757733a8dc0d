package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.AlarmKind;
import dev.tokenflow.bench.pipeline.load.AlarmLog;
import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.bench.pipeline.load.LoadGenerator;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Raises alarms one after the other, of both kinds, for the watched clients in turn, each when nothing is wrong with
 * its path. The times between them are random, so that they fall on every phase of the job's panes.
 */
final class AlarmBell implements AutoCloseable {
    /** Mean time between two alarms. */
    static final Duration INTERVAL = Duration.ofMillis(300);

    /** After this long without a hint that tells of it an alarm counts as never seen. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final LoadGenerator load;
    private final AlarmLog log;
    private final AlarmMaker maker;
    private final List<Client> watched;
    private final int alarms;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Begins to raise alarms.
     *
     * @param alarms how many
     */
    AlarmBell(Pipeline pipeline, AlarmMaker maker, int alarms) {
        load = pipeline.load();
        log = pipeline.alarmLog();
        watched = pipeline.watched();
        this.maker = maker;
        this.alarms = alarms;
        thread = Thread.ofPlatform().daemon().name("bench-alarms").start(this::run);
    }

    /** Waits until all alarms were raised, or as long as they should have taken, and each was seen or given up. */
    void await(Duration most) throws InterruptedException {
        thread.join(most);
        close();
    }

    /** Raises no more, and waits until each was seen or given up. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        settle(load, log);
    }

    /** Waits until each alarm was raised, and seen or given up. */
    static void settle(LoadGenerator load, AlarmLog log) {
        while (load.alarmsToRaise() > 0 || log.pending() > 0) {
            Pipeline.pause(INTERVAL);
            log.giveUp(System.nanoTime(), ANSWER_TIMEOUT);
        }
    }

    private void run() {
        int raised = 0;
        int client = 0;
        while (raised < alarms && !stopping) {
            Pipeline.pause(Duration.ofNanos(INTERVAL.toNanos() / 2 + random.nextLong(INTERVAL.toNanos())));
            log.giveUp(System.nanoTime(), ANSWER_TIMEOUT);
            for (int tried = 0; tried < watched.size(); tried++) {
                client = (client + 1) % watched.size();
                if (log.isReady(client)) {
                    AlarmKind wanted = raised % 2 == 0 ? AlarmKind.RETRANSMIT_BURST : AlarmKind.RTT_JUMP;
                    load.raise(maker.alarm(log.possible(client, wanted), client, watched.get(client)));
                    raised++;
                    break;
                }
            }
        }
    }
}
