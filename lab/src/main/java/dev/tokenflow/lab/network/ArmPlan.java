package dev.tokenflow.lab.network;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.net.URI;
import java.time.Duration;

/**
 * What one arm runs; only {@code arm} and {@code index} differ between the arms of a run.
 *
 * @param index place among the arms, from 0; every arm has client addresses of its own, so that no state crosses arms
 * @param arm which arm it is
 * @param faulty timeline of the faulty link
 * @param clean timeline of the link that stays clean
 * @param duration how long it runs
 * @param streams concurrent token streams on each link
 * @param tokensPerSecond the model's full rate, per stream
 * @param answerTokens length of an answer
 * @param seed of losses, jitter and request times
 * @param hints address of the hint server
 */
public record ArmPlan(
        int index,
        Arm arm,
        LinkSchedule faulty,
        LinkSchedule clean,
        Duration duration,
        int streams,
        double tokensPerSecond,
        int answerTokens,
        long seed,
        URI hints) {}
