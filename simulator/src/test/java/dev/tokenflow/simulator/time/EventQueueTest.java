package dev.tokenflow.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    @Test
    void runsInOrderOfTimeAndThenOfPlanning() {
        EventQueue queue = new EventQueue(0);
        List<String> ran = new ArrayList<>();
        queue.at(20, () -> ran.add("c"));
        queue.at(10, () -> {
            ran.add("a");
            queue.at(5, () -> ran.add("b at " + queue.nowNs()));
        });
        queue.at(20, () -> ran.add("d"));
        queue.at(21, () -> ran.add("too late"));
        queue.runUntil(20);
        assertThat(ran).containsExactly("a", "b at 10", "c", "d");
        assertThat(queue.nowNs()).isEqualTo(20);
        assertThat(queue.nextNs()).isEqualTo(21);
    }

    @Test
    void aTimerFiresOnceAtItsLastTime() {
        EventQueue queue = new EventQueue(0);
        List<Long> fired = new ArrayList<>();
        VirtualTimer timer = new VirtualTimer(queue, () -> fired.add(queue.nowNs()));
        timer.set(10);
        timer.set(30);
        timer.set(20);
        queue.runUntil(100);
        assertThat(fired).containsExactly(20L);
        timer.set(110);
        timer.cancel();
        queue.runUntil(200);
        timer.set(205);
        queue.runUntil(300);
        assertThat(fired).containsExactly(20L, 205L);
    }

    @Test
    void inRealTimeNothingRunsEarly() {
        long startNs = System.nanoTime();
        EventQueue queue = new EventQueue(startNs);
        List<Long> earlyByNs = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            queue.at(startNs + i * 1_000_000L, () -> earlyByNs.add(queue.nowNs() - System.nanoTime()));
        }
        new RealTimeClock(queue).runUntil(startNs + 60_000_000L);
        assertThat(earlyByNs).hasSize(50).allMatch(ns -> ns <= 0);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(startNs + 60_000_000L);
    }

    @Test
    void stoppingEndsARealTimeRun() {
        EventQueue queue = new EventQueue(System.nanoTime());
        RealTimeClock clock = new RealTimeClock(queue);
        queue.at(queue.nowNs(), clock::stop);
        clock.runUntil(Long.MAX_VALUE);
        assertThat(queue.nextNs()).isEqualTo(Long.MAX_VALUE);
    }
}
