package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.AgentMain;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent as users run it: the command, in a process of its own, which gives up its privileges. */
final class AgentProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final Child child;
    private final Path log;

    private AgentProcess(Child child, Path log) {
        this.child = child;
        this.log = log;
    }

    static AgentProcess start(String bootstrap, int port, String name) throws IOException {
        return start(List.of(), bootstrap, port, name);
    }

    /**
     * Starts it and waits until its probe is attached.
     *
     * @param launcher words that run the rest of the command line
     */
    static AgentProcess start(List<String> launcher, String bootstrap, int port, String name) throws IOException {
        Path log = Files.createTempFile("tokenflow-bench-agent-", ".log");
        List<String> command = new ArrayList<>(launcher);
        command.addAll(JavaCommand.limited(
                AgentMain.class,
                "--bootstrap-servers=" + bootstrap,
                "--watch-port=" + port,
                "--agent-id=" + name,
                "--metrics-port=-1",
                "--max-age=1h",
                "--until-stdin-closes"));
        ProcessBuilder builder = new ProcessBuilder(command);
        // What the containers of this project run it with.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx230m");
        Child child = Child.startInWords("agent", builder, log);
        try {
            child.awaitReady(START_TIMEOUT);
        } catch (IOException e) {
            child.close();
            throw e;
        }
        return new AgentProcess(child, log);
    }

    /** Of the JVM itself. */
    long pid() {
        return Processes.innermost(child.pid());
    }

    @Override
    public void close() throws IOException {
        child.close();
        Files.delete(log);
    }
}
