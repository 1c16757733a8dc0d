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
 * The processes of one arm in a {@link NetworkLab}: the link between server and clients, the token server with what may
 * stand before it, and the readers. Each waits for {@link Child#awaitReady}; link and readers begin at {@code start
 * <CLOCK_MONOTONIC ns>}.
 *
 * @param lab where they run
 * @param port that readers connect to
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
     * @param gzip whether they accept compressed answers
     */
    public record Demand(
            int streams, int answerTokens, double tokensPerSecond, Duration duration, long seed, boolean gzip) {}

    /**
     * How a token server serves.
     *
     * @param host address to listen on
     * @param port to listen on
     * @param sender how tokens are sent
     * @param tokensPerSecond the model's full rate
     * @param seed of the model
     * @param hints for senders that obey them; null = none
     * @param gzip whether it compresses for those who accept it
     */
    public record Serving(
            String host,
            int port,
            Sender sender,
            double tokensPerSecond,
            long seed,
            @Nullable URI hints,
            boolean gzip) {}

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

    /** Starts the token server in the server's namespace. */
    public Child server(Serving serving) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--until-stdin-closes",
                "--host",
                serving.host(),
                "--port",
                Integer.toString(serving.port()),
                "--sender",
                serving.sender().word(),
                "--tokens-per-second",
                Double.toString(serving.tokensPerSecond()),
                "--seed",
                Long.toString(serving.seed()),
                "--compress",
                coding(serving.gzip())));
        URI hints = serving.hints();
        if (hints != null) {
            arguments.addAll(List.of("--hints", hints.toString()));
        }
        return start(
                "server",
                lab.exec(lab.serverNamespace(), JavaCommand.of(SimulatorMain.class, arguments)),
                status -> {});
    }

    /**
     * Starts another process in the server's namespace. It has to end with its standard input, and to say by its first
     * line that it is ready.
     *
     * @param part what it is, in names of files
     */
    public Child beside(String part, Class<?> mainClass, List<String> arguments) throws IOException {
        ProcessBuilder builder = lab.exec(lab.serverNamespace(), JavaCommand.of(mainClass, arguments));
        return Child.startInWords(name + " " + part, JavaCommand.environment(builder), log(part));
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
                "--accept-encoding",
                coding(demand.gzip()),
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
        return Child.start(name + " " + part, JavaCommand.environment(builder), log(part), status);
    }

    private Path log(String part) {
        return raw.resolve(name + "-" + part + ".log");
    }

    private static String coding(boolean gzip) {
        return gzip ? "gzip" : "none";
    }
}
