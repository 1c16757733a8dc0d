package dev.tokenflow.simulator.virtual;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.sender.SendPolicy;
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
 * @param wireCost bytes of chunks
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
        IpAddress server,
        int serverPort,
        long netns,
        long firstCookie) {

    public VirtualRunConfig {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a run needs at least one client network");
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration is " + duration + ", expected > 0");
        }
    }
}
