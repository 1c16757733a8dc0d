package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Alarm;
import dev.tokenflow.bench.pipeline.load.AlarmKind;
import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.bench.pipeline.load.SyntheticAgent;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes alarms, of which no two have the same round trip. */
final class AlarmMaker {
    /** Round trips of a jump over the usual ones: a queue that the law acts on at once. */
    private static final double JUMP = 4;

    private static final int STEP_US = 10;
    private static final int STEPS = 1_000;

    /** One more than the job wants to see before it acts at once. */
    private static final int MIN_JUMP_EVENTS = 4;

    /** The newest time that the law looks at. */
    private static final double NEWEST_S = 0.1;

    private final int jumpEvents;
    private final AtomicInteger made = new AtomicInteger();

    /**
     * @param eventsPerClient events of one client a second: a jump has twice as many as the law's newest time, so that
     *     it moves the median
     */
    AlarmMaker(double eventsPerClient) {
        jumpEvents = (int) Math.clamp(2 * NEWEST_S * eventsPerClient, MIN_JUMP_EVENTS, SyntheticAgent.MAX_EVENTS);
    }

    Alarm alarm(AlarmKind kind, int watched, Client client) {
        if (kind == AlarmKind.RETRANSMIT_BURST) {
            return Alarm.burst(watched, client);
        }
        int stepsUs = STEP_US * (made.getAndIncrement() % STEPS);
        return Alarm.jump(watched, client, jumpEvents, (int) (JUMP * client.usualRttUs()) + stepsUs);
    }
}
