package dev.tokenflow.bench.pipeline.measure;

import dev.tokenflow.bench.pipeline.load.LoadGenerator;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who takes CPU time, told by the names of threads. */
public enum CpuUser {
    GENERATOR("generator: agents' batches, compression", LoadGenerator.THREAD),
    GENERATOR_SENDER("generator: its Kafka producer", "kafka-producer-network-thread \\| " + LoadGenerator.THREAD),
    READERS("readers: long polls", HintWatch.THREAD),
    FETCH("job: Kafka fetchers", "Source Data Fetcher.*|kafka-coordinator-heartbeat.*"),
    SOURCE("job: source, checks, fold", "Source: .*"),
    FOLD("job: fold, in a task of its own", "fold-panes.*"),
    PATHS("job: windows, scores, law, hints", "pace-paths.*"),
    SITES("job: sites", "pace-sites.*"),
    SINKS("job: rejected rows", "Sink: .*"),
    FLUSH("job: flushing of network buffers", "OutputFlusher for .*"),
    PRODUCERS("job: Kafka producers", "kafka-producer-network-thread.*|send .*"),
    HINT_TOPIC("hint server: topic", "hint-topic-reader"),
    HINT_HTTP("hint server: HTTP", "hints-\\d.*"),
    OTHER("all other Java threads", ".*"),
    VIRTUAL_MACHINE("collector and compilers of that process", null),
    BROKER("broker, a process of its own", null),
    ELSE("everything else on this machine", null);

    private final String words;
    private final Pattern threads;

    CpuUser(String words, @Nullable String threads) {
        this.words = words;
        this.threads = Pattern.compile(threads == null ? "(?!)" : threads, Pattern.DOTALL);
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** The job's own threads. */
    public static Set<CpuUser> job() {
        return EnumSet.of(FETCH, SOURCE, FOLD, PATHS, SITES, SINKS, FLUSH, PRODUCERS);
    }

    /** Whose thread this is. */
    static CpuUser ofThread(String name) {
        for (CpuUser user : values()) {
            if (user.threads.matcher(name).matches()) {
                return user;
            }
        }
        return OTHER;
    }
}
