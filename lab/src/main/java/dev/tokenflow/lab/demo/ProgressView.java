package dev.tokenflow.lab.demo;

import dev.tokenflow.lab.network.ArmPlan;
import dev.tokenflow.lab.network.ArmProgress;
import dev.tokenflow.lab.observe.Observations;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.terminal.LiveState;
import dev.tokenflow.report.terminal.LiveView;
import dev.tokenflow.report.timeline.HintSample;
import dev.tokenflow.report.timeline.LinkSample;
import dev.tokenflow.report.timeline.TimelineRow;
import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows once a second what the running arm does: reads the progress and the observations, hands a state to the live
 * view.
 */
final class ProgressView implements AutoCloseable {
    private static final long STEP_NS = 1_000_000_000L;

    private final LiveView view;
    private final Observations seen;
    private final String title;
    private final int arms;
    private final Duration armDuration;
    private final List<ArmResult> done = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("live-view").factory());
    private final ScheduledFuture<?> ticking;
    private @Nullable ArmProgress running;

    ProgressView(LiveView view, Observations seen, String title, int arms, Duration armDuration) {
        this.view = view;
        this.seen = seen;
        this.title = title;
        this.arms = arms;
        this.armDuration = armDuration;
        ticking = clock.scheduleAtFixedRate(this::show, 1, 1, TimeUnit.SECONDS);
    }

    synchronized void begins(ArmProgress arm) {
        running = arm;
    }

    synchronized void ended(ArmResult result) {
        running = null;
        done.add(result);
    }

    @Override
    public void close() {
        ticking.cancel(false);
        clock.shutdownNow();
        view.close();
    }

    private synchronized void show() {
        ArmProgress arm = running;
        Long startNs = arm == null ? null : arm.startNs();
        if (arm == null || startNs == null || System.nanoTime() < startNs) {
            return;
        }
        ArmPlan plan = arm.plan();
        long nowNs = System.nanoTime();
        Duration elapsed = Duration.ofNanos(Math.min(nowNs - startNs, armDuration.toNanos()));
        view.show(new LiveState(
                title,
                plan.arm().name(),
                plan.index(),
                arms,
                PhaseNames.report(plan.faulty(), elapsed.toNanos()),
                row(arm, ClientNetwork.FAR, plan.faulty(), elapsed, nowNs),
                row(arm, ClientNetwork.NEAR, plan.clean(), elapsed, nowNs),
                armDuration.multipliedBy(plan.index()).plus(elapsed),
                armDuration.multipliedBy(arms),
                done));
    }

    private @Nullable TimelineRow row(
            ArmProgress arm, ClientNetwork network, LinkSchedule schedule, Duration elapsed, long nowNs) {
        IpAddress client = arm.client(network);
        if (client == null) {
            return null;
        }
        LinkPhase phase = schedule.at(elapsed.toNanos());
        Hint hint = seen.hints(client).at(nowNs);
        return new TimelineRow(
                arm.plan().arm().name(),
                network,
                elapsed.toNanos() / 1e9,
                phase.name(),
                new LinkSample(PhaseNames.capacity(phase), arm.queueMs(network)),
                seen.path(client).sample(nowNs - STEP_NS, nowNs),
                (hint == null
                                ? HintSample.NONE
                                : new HintSample(hint.tokensPerSecond(), hint.tokensPerChunk(), hint.state()))
                        .with(seen.diagnoses(client).at(nowNs)),
                arm.readers(network));
    }
}
