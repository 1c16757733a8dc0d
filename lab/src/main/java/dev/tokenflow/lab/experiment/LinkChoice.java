package dev.tokenflow.lab.experiment;

import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.simulator.link.Capacity;
import dev.tokenflow.simulator.link.CapacityFile;
import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.link.LinkShape;
import dev.tokenflow.simulator.link.LinkTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the links that a value of {@code --link} names: a built-in schedule, a schedule in words, a file, or every file
 * below a folder.
 *
 * @param rtt round trip of recorded links, twice the propagation; null = 40 ms, or what the schedule says
 * @param buffer before the bottleneck; null = 1 s of the mean rate, or what the schedule says
 * @param loss after it, 0 to 1; NaN = none, or what the schedule says
 */
public record LinkChoice(@Nullable Duration rtt, @Nullable BufferSize buffer, double loss) {
    private static final Duration DEFAULT_RTT = Duration.ofMillis(40);
    private static final Duration DEFAULT_BUFFER = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** The schedules that have names. */
    static final Map<String, String> BUILT_IN = builtIn();

    private static Map<String, String> builtIn() {
        Map<String, String> schedules = new LinkedHashMap<>();
        schedules.put("demo", LinkSchedule.demo().toString());
        schedules.put("narrow", "narrow 60s rate=2mbit delay=20ms buffer=1s");
        schedules.put(
                "drop",
                "clean 20s rate=50mbit delay=20ms; narrow 40s rate=2mbit delay=20ms buffer=1s; recovered 60s rate=50mbit delay=20ms");
        schedules.put("clean", "clean 60s rate=50mbit delay=20ms");
        schedules.put("lossy", "lossy 60s rate=50mbit delay=20ms loss=2%");
        return schedules;
    }

    public LinkChoice {
        if (rtt != null && (rtt.isNegative() || rtt.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("--rtt is " + rtt.toMillis() + " ms, expected 0 to 10 s");
        }
        if (loss < 0 || loss >= 1) {
            throw new IllegalArgumentException("--loss is " + loss + ", expected 0 to less than 1");
        }
    }

    /**
     * The links of a word.
     *
     * @throws IOException when a file cannot be read
     * @throws IllegalArgumentException when it names no link, or one that makes no sense; says what, where and what was
     *     expected
     */
    public List<ExperimentLink> find(String word) throws IOException {
        String builtIn = BUILT_IN.get(word);
        if (builtIn != null) {
            return List.of(schedule(word, builtIn));
        }
        Path path = path(word);
        if (path != null && Files.isDirectory(path)) {
            return folder(path);
        }
        if (path != null && Files.isRegularFile(path)) {
            return List.of(file(path));
        }
        if (word.contains("=")) {
            return List.of(schedule("schedule", word));
        }
        throw new IllegalArgumentException("--link: '" + word + "' is no file or folder, no schedule such as"
                + " 'narrow 60s rate=2mbit delay=20ms buffer=1s', and none of " + String.join(", ", BUILT_IN.keySet()));
    }

    private static @Nullable Path path(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private List<ExperimentLink> folder(Path folder) throws IOException {
        List<ExperimentLink> links = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(LinkChoice::isRecording).sorted().toList()) {
                links.add(file(file));
            }
        }
        if (links.isEmpty()) {
            throw new IllegalArgumentException("--link: no recorded link below " + folder);
        }
        return links;
    }

    private static boolean isRecording(Path file) {
        String name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file)
                && !name.endsWith(".md")
                && !name.startsWith("LICENSE")
                && !name.startsWith(".");
    }

    private ExperimentLink file(Path file) throws IOException {
        if (!CapacityFile.looksRecorded(file)) {
            return schedule(name(file), Files.readString(file));
        }
        Capacity capacity = CapacityFile.read(file);
        double mean = capacity.meanBitsPerSecond();
        BufferSize size = buffer == null ? BufferSize.of(DEFAULT_BUFFER) : buffer;
        LinkShape shape = new LinkShape(
                (rtt == null ? DEFAULT_RTT : rtt).dividedBy(2), size.bytes((long) mean), Double.isNaN(loss) ? 0 : loss);
        return new ExperimentLink(name(file), new LinkTrace(capacity, shape), capacity.lengthNs(), mean);
    }

    private ExperimentLink schedule(String name, String text) {
        LinkSchedule schedule;
        try {
            schedule = LinkSchedule.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--link " + name + ": " + e.getMessage(), e);
        }
        LinkSchedule changed =
                new LinkSchedule(schedule.phases().stream().map(this::changed).toList());
        double bits = 0;
        for (LinkPhase phase : changed.phases()) {
            double rate = phase.rateBitsPerSecond() == LinkPhase.UNLIMITED
                    ? Double.POSITIVE_INFINITY
                    : phase.rateBitsPerSecond();
            bits += rate * phase.duration().toNanos() / 1e9;
        }
        return new ExperimentLink(
                name,
                changed,
                changed.total().toNanos(),
                bits / (changed.total().toNanos() / 1e9));
    }

    private LinkPhase changed(LinkPhase phase) {
        return new LinkPhase(
                phase.name(),
                phase.duration(),
                phase.rateBitsPerSecond(),
                rtt == null ? phase.delay() : rtt.dividedBy(2),
                phase.jitter(),
                Double.isNaN(loss) ? phase.loss() : loss,
                buffer == null || phase.rateBitsPerSecond() == LinkPhase.UNLIMITED
                        ? phase.bufferBytes()
                        : buffer.bytes(phase.rateBitsPerSecond()),
                phase.reorder());
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.replaceFirst("\\.gz$", "").replaceFirst("\\.(log|txt|trace)$", "");
    }
}
