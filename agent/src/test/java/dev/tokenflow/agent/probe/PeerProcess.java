package dev.tokenflow.agent.probe;

import dev.tokenflow.agent.Shell;
import dev.tokenflow.agent.TestPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link TestPeer} that runs in a network namespace. */
final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final PrintWriter orders;
    private final BufferedReader answers;

    /** Starts it with what {@code place} makes of its command, such as {@link LossyPath#inServer}. */
    PeerProcess(Function<List<String>, ProcessBuilder> place) throws IOException {
        process = place.apply(Shell.java(System.getProperty("java.class.path"), TestPeer.class))
                .start();
        orders = new PrintWriter(process.outputWriter(), true);
        answers = process.inputReader();
    }

    /** Says what to do, and does not wait until it is done. */
    void tell(String order) {
        orders.println(order);
    }

    /** Waits for the answer to the oldest order that was not answered yet. */
    @Nullable
    String answer() throws IOException {
        return answers.readLine();
    }

    @Nullable
    String ask(String order) throws IOException {
        tell(order);
        return answer();
    }

    /** Listens at this address until the other one has connected. */
    void connect(PeerProcess other, String address) throws IOException {
        String port = ask("listen " + address);
        tell("accept");
        other.ask("connect " + address + " " + port);
        answer();
    }

    /** Sends that many bytes from here to there, and a byte back. */
    void exchange(PeerProcess other, int bytes) throws IOException {
        ask("write " + bytes);
        other.ask("read " + bytes);
        other.ask("write 1");
        ask("read 1");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
