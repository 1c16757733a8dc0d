package dev.tokenflow.testbed.netns;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.simulator.SimulatorMain;
import dev.tokenflow.simulator.sender.Sender;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one arm in a {@link NetworkLab}: the link between server and clients, the token server, and the
 * readers. Each waits for {@link Child#awaitReady}; link and readers begin at {@code start <CLOCK_MONOTONIC ns>}.
 *
 * @param lab where they run
 * @param port of the server
 * @param raw folder of their logs and of what the readers received
 * @param name of the arm, in names of files
 */
public record StreamProcesses(NetworkLab lab, int port, Path raw, String name) {
    /**
     * What readers ask for.
     *
     * @param streams concurrent streams
     * @param answerTokens length of an answer
     * @param tokensPerSecond the model's full rate
     * @param duration length of the run
     * @param seed of the requests
     */
    public record Demand(int streams, int answerTokens, double tokensPerSecond, Duration duration, long seed) {}

    /**
     * One link of the link process.
     *
     * @param pair its two ends
     * @param schedule a schedule in words, or the name of a file that holds one
     */
    public record Joint(TunPair pair, String schedule) {}

    /** Starts the process of the links; it makes their devices. */
    public Child link(List<Joint> joints, long seed, Consumer<JsonNode> status) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("link", "--until-stdin-closes", "--seed", Long.toString(seed)));
        for (Joint joint : joints) {
            arguments.addAll(List.of(
                    "--a",
                    joint.pair().serverDevice(),
                    "--b",
                    joint.pair().clientDevice(),
                    "--schedule",
                    joint.schedule()));
        }
        return start("link", new ProcessBuilder(JavaCommand.of(SimulatorMain.class, arguments)), status);
    }

    /** Starts the token server; {@code hints} = null for senders that obey none. */
    public Child server(Sender sender, double tokensPerSecond, long seed, @Nullable URI hints) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--until-stdin-closes",
                "--host",
                "0.0.0.0",
                "--port",
                Integer.toString(port),
                "--sender",
                sender.word(),
                "--tokens-per-second",
                Double.toString(tokensPerSecond),
                "--seed",
                Long.toString(seed)));
        if (hints != null) {
            arguments.addAll(List.of("--hints", hints.toString()));
        }
        return start(
                "server",
                lab.exec(lab.serverNamespace(), JavaCommand.of(SimulatorMain.class, arguments)),
                status -> {});
    }

    /** Starts the readers at the client end of a pair; what they receive goes to {@link #arrivals}. */
    public Child readers(TunPair pair, String who, Demand demand, Consumer<JsonNode> status) throws IOException {
        List<String> arguments = List.of(
                "read",
                "--until-stdin-closes",
                "--connect-early",
                "--url",
                "http://" + pair.serverAddress() + ":" + port,
                "--streams",
                Integer.toString(demand.streams()),
                "--answer-tokens",
                Integer.toString(demand.answerTokens()),
                "--duration",
                Double.toString(demand.duration().toMillis() / 1e3),
                "--tokens-per-second",
                Double.toString(demand.tokensPerSecond()),
                "--seed",
                Long.toString(demand.seed()),
                "--out",
                arrivals(who).toString());
        ProcessBuilder builder =
                lab.exec(lab.clientNamespace(pair.side()), JavaCommand.of(SimulatorMain.class, arguments));
        return start("readers-" + who, builder, status);
    }

    /** The log of what {@code who} received. */
    public Path arrivals(String who) {
        return raw.resolve(name + "-" + who + ".arrivals").toAbsolutePath();
    }

    private Child start(String part, ProcessBuilder builder, Consumer<JsonNode> status) throws IOException {
        Path log = raw.resolve(name + "-" + part + ".log");
        return Child.start(name + " " + part, JavaCommand.environment(builder), log, status);
    }
}
