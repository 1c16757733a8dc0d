package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.experiment.loop.AskingLaw;
import dev.tokenflow.lab.experiment.loop.ControlLoop;
import dev.tokenflow.lab.experiment.loop.WordLog;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.HintLookup;
import dev.tokenflow.simulator.virtual.VirtualRun;
import java.util.List;

/**
 * One arm with one seed in virtual time, watched by the job whether its senders obey or not: what the job calls the
 * path of its one client, beside what the link really does.
 */
public final class WatchedRun {
    /** Who looks on. Times are of the run: 0 is its beginning. */
    public interface Watcher {
        /** What the link counts; every {@code everyMs} from the beginning on. */
        void link(LinkCounters counters);

        /** What the job has read of the client, at every step of the law, the time before the run included. */
        void reading(PathReading reading, long nowNs);
    }

    private final Experiment experiment;
    private final Arm arm;
    private final long seed;

    public WatchedRun(Experiment experiment, Arm arm, long seed) {
        this.experiment = experiment;
        this.arm = arm;
        this.seed = seed;
    }

    /**
     * Runs it.
     *
     * @param everyMs time between two looks at the link
     */
    public WatchedResult run(Watcher watcher, long everyMs) {
        EventQueue queue = new EventQueue(SimulatedRun.ORIGIN_NS);
        List<IpAddress> client = SimulatedRun.addresses(0, 1);
        PacingAlgorithm algorithm = arm.law() != null ? arm.law() : PacingAlgorithm.COALESCE_FIRST;
        PacingLaw law = algorithm.law(experiment.pacing(arm.loop()), arm.wireCost());
        ControlLoop loop = new ControlLoop(
                queue,
                new AskingLaw(law),
                arm.loop().delay(),
                reading -> {
                    watcher.reading(reading, queue.nowNs());
                    return PathForecast.NONE;
                },
                seed);
        VirtualRun run = new VirtualRun(
                new SimulatedRun(experiment, arm, seed).config(client, List.of()),
                queue,
                loop.events(),
                arm.obeysHints() ? loop : HintLookup.NONE);
        loop.start();
        long startNs = SimulatedRun.connectEarly(run, queue);
        run.start(startNs);
        for (long nowNs = startNs; nowNs <= run.endNs(); nowNs += everyMs * 1_000_000L) {
            queue.runUntil(nowNs);
            watcher.link(run.link(0));
        }
        return new WatchedResult(loop.words(client.get(0).toString()), startNs, run.endNs());
    }

    /**
     * What came of it.
     *
     * @param words of the job, by the queue's clock
     * @param startNs when the run began
     */
    public record WatchedResult(WordLog words, long startNs, long endNs) {}
}
