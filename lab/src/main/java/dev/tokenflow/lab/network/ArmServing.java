package dev.tokenflow.lab.network;

import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.simulator.sender.Sender;
import dev.tokenflow.testbed.netns.StreamProcesses;
import dev.tokenflow.testbed.process.Child;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes that serve one arm's streams in the server's namespace of a kernel network. Most arms are a token
 * server alone. Those that the gateway carries are an unpaced token server that only this namespace reaches, and the
 * real gateway before it; what the gateway costs is thus part of the arm's figures.
 */
public final class ArmServing implements AutoCloseable {
    /** Where readers connect, whoever serves them: the port that the agent watches. */
    public static final int PORT = 8000;

    private static final int ENGINE_PORT = 8001;
    private static final String EVERYWHERE = "0.0.0.0";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final Deque<Child> processes = new ArrayDeque<>();

    private ArmServing() {}

    /**
     * Starts the processes and waits until readers can connect.
     *
     * @param of the arm, which start them
     * @param tokensPerSecond the model's full rate
     * @param seed of the model's tokens
     * @param hints the hint server; used by arms that obey hints
     * @throws IOException when one does not start; those that did are ended then
     */
    public static ArmServing start(StreamProcesses of, Arm arm, double tokensPerSecond, long seed, URI hints)
            throws IOException {
        URI obeyed = arm.obeysHints() ? hints : null;
        ArmServing serving = new ArmServing();
        try {
            if (arm.isCarriedByGateway()) {
                serving.add(of.server(new StreamProcesses.Serving(
                        LOOPBACK, ENGINE_PORT, Sender.UNPACED, tokensPerSecond, seed, null, false)));
                serving.add(of.beside("gateway", GatewayMain.class, gatewayArguments(obeyed)));
            } else {
                serving.add(of.server(new StreamProcesses.Serving(
                        EVERYWHERE, PORT, arm.sender(), tokensPerSecond, seed, obeyed, arm.isCompressed())));
            }
            return serving;
        } catch (IOException e) {
            serving.close();
            throw e;
        }
    }

    private static List<String> gatewayArguments(@Nullable URI hints) {
        List<String> arguments = new ArrayList<>(List.of(
                "--until-stdin-closes",
                "--upstream",
                "http://" + LOOPBACK + ":" + ENGINE_PORT,
                "--listen",
                EVERYWHERE + ":" + PORT,
                "--admin",
                LOOPBACK + ":0",
                "--compress",
                "gzip",
                "--drain-timeout",
                "1s"));
        if (hints != null) {
            arguments.addAll(List.of("--hints", hints.toString()));
        }
        return arguments;
    }

    private void add(Child child) throws IOException {
        processes.push(child);
        child.awaitReady(START_TIMEOUT);
    }

    /** Ends them, the one before the readers first. */
    @Override
    public void close() {
        processes.forEach(Child::close);
        processes.clear();
    }
}
