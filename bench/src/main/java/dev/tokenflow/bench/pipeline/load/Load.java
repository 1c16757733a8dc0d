package dev.tokenflow.bench.pipeline.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the pipeline is loaded with, where the command line says nothing else. */
public enum Load {
    /**
     * Many clients that are seen now and then, as those of a service are: each has one connection, on which nothing is
     * in flight after an ACK; most paths are calm, one in fifty is restless. All path models are in use.
     */
    USER(100_000, 50, 1, 0, 0.02, "200ms", true, 20_000),
    /** Few clients with many events each, as in the first edition of this benchmark; without models. */
    DENSE(1_000, 4, 2, 4, 0, "100ms", false, 60_000);

    /** Events a second of all agents. */
    public static final int RATE = 50_000;

    private final int clients;
    private final int agents;
    private final int sockets;
    private final int packetsOut;
    private final double restless;
    private final String slide;
    private final boolean hasModels;
    private final double searchFrom;

    Load(
            int clients,
            int agents,
            int sockets,
            int packetsOut,
            double restless,
            String slide,
            boolean hasModels,
            double searchFrom) {
        this.clients = clients;
        this.agents = agents;
        this.sockets = sockets;
        this.packetsOut = packetsOut;
        this.restless = restless;
        this.slide = slide;
        this.hasModels = hasModels;
        this.searchFrom = searchFrom;
    }

    public int clients() {
        return clients;
    }

    public int agents() {
        return agents;
    }

    /** Connections of one client. */
    public int sockets() {
        return sockets;
    }

    /** Segments in flight when an event is written. */
    public int packetsOut() {
        return packetsOut;
    }

    /** Share of the clients whose round trips jump about. */
    public double restless() {
        return restless;
    }

    /** The job's slide, as it takes it. */
    public String slide() {
        return slide;
    }

    /** Whether the job scores paths with all models. */
    public boolean hasModels() {
        return hasModels;
    }

    /** Events a second from which the highest rate is looked for. */
    public double searchFrom() {
        return searchFrom;
    }

    /** As the command line names it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is no such load */
    public static Load of(String word) {
        return Arrays.stream(values())
                .filter(load -> load.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no load, expected "
                        + Arrays.stream(values()).map(Load::word).collect(Collectors.joining(" or "))));
    }
}
