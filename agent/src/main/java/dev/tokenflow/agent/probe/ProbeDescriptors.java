package dev.tokenflow.agent.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An attached probe as file descriptors of this process: that is all it takes to read it, and what one process can
 * leave to the next.
 *
 * @param tier how it is attached
 * @param ringBytes size of its ring buffer
 * @param ring the map of events
 * @param stages the map of counters, one entry for each CPU
 * @param control the map of {@code struct probe_control}
 * @param links while they are open, the programs run
 * @param listing the link of the program that reports connections that are there already, or {@link #NONE}
 * @param programs by name, for their statistics
 */
record ProbeDescriptors(
        ProbeTier tier,
        long ringBytes,
        int ring,
        int stages,
        int control,
        List<Integer> links,
        int listing,
        Map<String, Integer> programs) {
    static final int NONE = -1;

    private static final String BETWEEN_FIELDS = ";";
    private static final String BETWEEN_VALUES = ",";
    private static final int FIELDS = 8;

    ProbeDescriptors {
        links = List.copyOf(links);
        programs = new LinkedHashMap<>(programs);
    }

    /** All of them. */
    List<Integer> all() {
        List<Integer> all = new ArrayList<>(List.of(ring, stages, control));
        all.addAll(links);
        all.addAll(programs.values());
        if (listing != NONE) {
            all.add(listing);
        }
        return all;
    }

    /** For the environment of the next process. */
    String text() {
        return Stream.of(
                        tier.name(),
                        ringBytes,
                        ring,
                        stages,
                        control,
                        links.stream().map(String::valueOf).collect(Collectors.joining(BETWEEN_VALUES)),
                        listing,
                        programs.entrySet().stream()
                                .map(program -> program.getKey() + "=" + program.getValue())
                                .collect(Collectors.joining(BETWEEN_VALUES)))
                .map(String::valueOf)
                .collect(Collectors.joining(BETWEEN_FIELDS));
    }

    /**
     * What {@link #text} wrote.
     *
     * @throws IllegalArgumentException when it did not
     */
    static ProbeDescriptors of(String text) {
        String[] fields = text.split(BETWEEN_FIELDS, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("'" + text + "' does not describe a probe");
        }
        int field = 0;
        ProbeTier tier = ProbeTier.valueOf(fields[field++]);
        long ringBytes = Long.parseLong(fields[field++]);
        int ring = Integer.parseInt(fields[field++]);
        int stages = Integer.parseInt(fields[field++]);
        int control = Integer.parseInt(fields[field++]);
        List<Integer> links = Arrays.stream(fields[field++].split(BETWEEN_VALUES))
                .map(Integer::valueOf)
                .toList();
        int listing = Integer.parseInt(fields[field++]);
        Map<String, Integer> programs = new LinkedHashMap<>();
        for (String program : fields[field].split(BETWEEN_VALUES)) {
            String[] nameAndFd = program.split("=");
            programs.put(nameAndFd[0], Integer.valueOf(nameAndFd[1]));
        }
        return new ProbeDescriptors(tier, ringBytes, ring, stages, control, links, listing, programs);
    }
}
