package dev.tokenflow.ops.start;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words that {@code ./tokenflow} knows as commands, in the order of its help. */
public enum CommandWord {
    DEMO(Group.TRY, "the whole system on this machine, about four minutes"),
    EXPERIMENT(Group.TRY, "every way to send, over recorded and made-up links"),
    DOCTOR(Group.TRY, "what this machine needs, what it has, and how to get the rest"),

    UP(Group.RUN, "start the whole stack as processes of their own"),
    STATUS(Group.RUN, "show the parts of the stack"),
    LOGS(Group.RUN, "print the log of a part"),
    DOWN(Group.RUN, "end the stack"),
    AGENT(Group.RUN, "carry the kernel's TCP events of token streams to Kafka"),
    JOB(Group.RUN, "the Flink job in one process; 'job jar' builds its jar for a Flink cluster"),
    TRAIN(Group.RUN, "train the models of paths and publish those that help"),
    HINTS(Group.RUN, "the server that answers with pacing hints"),
    GATEWAY(Group.RUN, "carry any engine's token streams: compressed, merged, paced by hints"),
    SIMULATOR(Group.RUN, "token server, readers, and the link between them"),
    CONFIG(Group.RUN, "print every option of every part"),

    RECORD(Group.DATA, "write events from Kafka into a file"),
    FEATURES(Group.DATA, "compute the features of recorded events"),
    MODEL(Group.DATA, "train, evaluate and inspect models"),
    CHAOS(Group.DATA, "faults on a real interface for a while, always undone"),

    CLEAN(Group.DEVELOP, "remove what a killed demo left behind"),
    FAULTS(Group.DEVELOP, "faults in broker, Flink, agents and topics: does the job stay right?"),
    BENCH(Group.DEVELOP, "benchmarks"),
    BUILD(Group.DEVELOP, "compile what has changed (every other command does so by itself)"),
    TEST(Group.DEVELOP, "the full build with every check and test");

    /** Headings of the help. */
    private enum Group {
        TRY("Try it"),
        RUN("Run it"),
        DATA("Your data and your network"),
        DEVELOP("Develop it");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }
    }

    private final Group group;
    private final String summary;

    CommandWord(Group group, String summary) {
        this.group = group;
        this.summary = summary;
    }

    /** As it is typed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it does, in a few words. */
    public String summary() {
        return summary;
    }

    /** The command of a word; empty when there is none. */
    public static Optional<CommandWord> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findAny();
    }

    /** What {@code ./tokenflow --help} prints. */
    public static List<String> help() {
        StringBuilder text = new StringBuilder("""
                Usage: ./tokenflow [--yes] COMMAND [ARGUMENTS]

                Network-aware token pacing for LLM streaming.
                """);
        for (Group group : Group.values()) {
            text.append('\n').append(group.heading).append('\n');
            for (CommandWord command : values()) {
                if (command.group == group) {
                    text.append(String.format(Locale.ROOT, "  %-11s %s%n", command.word(), command.summary));
                }
            }
        }
        text.append("""

                ./tokenflow COMMAND --help says more about one. --version prints the version.
                --yes, as the first word, answers every question about installing packages with yes.

                Environment:
                  JAVA_HOME      a JDK 25 or newer (looked for in the usual places when not set)
                  JAVA_OPTS      options for the Java process, instead of -XX:+UseSerialGC (bench: -XX:+UseG1GC)
                  TOKENFLOW_YES  1: the same as --yes
                  HTTPS_PROXY    the proxy through which the build downloads its libraries
                """);
        return text.toString().lines().toList();
    }
}
