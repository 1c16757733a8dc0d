package dev.tokenflow.simulator;

import dev.tokenflow.simulator.server.config.AccessConfig;
import dev.tokenflow.simulator.server.config.Fault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say whom the token server serves, and what goes wrong on purpose. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AccessOptions {
    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "Answer 401 to requests without this key: as Bearer token, or as x-api-key for messages.")
    private @Nullable String apiKey;

    @Option(
            names = "--max-streams",
            paramLabel = "N",
            description = "Answer 429 to requests beyond this many answers in progress. Default: no limit.")
    private int maxStreams = Integer.MAX_VALUE;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "What goes wrong with every answer: status=500 (any error status), or after so many tokens"
                    + " error-after=20 (error event), reset-after=20 (connection breaks), hang-after=20 (silence) or"
                    + " end-after=20 (end without the last events).")
    private @Nullable String fault;

    @Option(
            names = "--faults",
            description = "Let a request choose its own fault by a header such as 'x-tokenflow-fault: reset-after=20'.")
    private boolean faultsByHeader;

    /**
     * What the options say.
     *
     * @throws IllegalArgumentException when a value cannot be; names it
     */
    AccessConfig toConfig() {
        return new AccessConfig(apiKey, maxStreams, fault == null ? null : Fault.of(fault), faultsByHeader);
    }
}
