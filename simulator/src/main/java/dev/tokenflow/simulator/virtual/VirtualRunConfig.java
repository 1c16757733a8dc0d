package dev.tokenflow.simulator.virtual;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.wire.AnswerBytes;
import java.time.Duration;
import java.util.List;

/**
 * One arm in virtual time.
 *
 * @param policy how its streams are sent
 * @param networks who reads, each behind a link of its own
 * @param answerTokens length of an answer
 * @param tokensPerSecond the model's full rate
 * @param duration length of the run; timelines begin with it
 * @param seed of requests, losses and jitter; with the same seed every arm meets the same demand and the same random
 *     numbers
 * @param wireCost bytes of plain chunks; about what they cost when they are compressed
 * @param coding identity: a chunk costs what {@code wireCost} says; gzip: what it really costs, compressed
 * @param server the server's address in events
 * @param serverPort its port
 * @param netns its namespace in events
 * @param firstCookie socket cookies count from here; arms whose events meet need ranges that do not
 */
public record VirtualRunConfig(
        SendPolicy policy,
        List<ClientGroup> networks,
        int answerTokens,
        double tokensPerSecond,
        Duration duration,
        long seed,
        WireCost wireCost,
        ContentCoding coding,
        IpAddress server,
        int serverPort,
        long netns,
        long firstCookie) {

    /** A run whose streams are not compressed. */
    public VirtualRunConfig(
            SendPolicy policy,
            List<ClientGroup> networks,
            int answerTokens,
            double tokensPerSecond,
            Duration duration,
            long seed,
            WireCost wireCost,
            IpAddress server,
            int serverPort,
            long netns,
            long firstCookie) {
        this(
                policy,
                networks,
                answerTokens,
                tokensPerSecond,
                duration,
                seed,
                wireCost,
                ContentCoding.IDENTITY,
                server,
                serverPort,
                netns,
                firstCookie);
    }

    public VirtualRunConfig {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a run needs at least one client network");
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration is " + duration + ", expected > 0");
        }
    }

    /** What the answer of a request will cost; its text follows from the run's seed and the request's time. */
    AnswerBytes bytes(AnswerLog log) {
        return AnswerBytes.of(coding, wireCost, seed * 0x9e3779b97f4a7c15L + log.requestNs() / 1_000);
    }
}
