package dev.tokenflow.ops;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of the house: which room may know which, no package in a circle, no room and no package too big. */
class HouseTest {
    private static final String BASE = "dev.tokenflow.";
    private static final int COLUMNS = 120;
    private static final double LARGEST_ROOM = 0.20;
    private static final int FILES_OF_THE_MEDIAN_PACKAGE = 10;

    /** Module directory → its base package, where they differ. */
    private static final Map<String, String> OTHER_NAMES = Map.of("flink-job", "job");

    /** Base package → the others it may use, directly. */
    static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("protocol", Set.of()),
            Map.entry("core", Set.of("protocol")),
            Map.entry("client", Set.of("protocol")),
            Map.entry("http", Set.of("protocol", "client")),
            Map.entry("cli", Set.of("protocol")),
            Map.entry("agent", Set.of("protocol", "cli")),
            Map.entry("job", Set.of("protocol", "core", "cli")),
            Map.entry("hints", Set.of("protocol", "http", "cli")),
            Map.entry("simulator", Set.of("protocol", "core", "client", "http", "cli")),
            Map.entry("gateway", Set.of("protocol", "client", "http", "cli")),
            Map.entry("testbed", Set.of("protocol", "client", "cli", "job", "simulator")),
            Map.entry("report", Set.of("protocol", "core")),
            Map.entry(
                    "lab",
                    Set.of(
                            "protocol",
                            "core",
                            "client",
                            "http",
                            "cli",
                            "agent",
                            "job",
                            "hints",
                            "simulator",
                            "gateway",
                            "testbed",
                            "report")),
            Map.entry(
                    "bench",
                    Set.of(
                            "protocol",
                            "core",
                            "client",
                            "http",
                            "cli",
                            "agent",
                            "job",
                            "hints",
                            "simulator",
                            "gateway",
                            "testbed")),
            Map.entry(
                    "ops",
                    Set.of(
                            "protocol",
                            "core",
                            "client",
                            "http",
                            "cli",
                            "agent",
                            "job",
                            "hints",
                            "simulator",
                            "gateway",
                            "testbed",
                            "report",
                            "lab",
                            "bench"))));

    private static final Path ROOT =
            Path.of(System.getProperty("tokenflow.root", "..")).toAbsolutePath();

    private static JavaClasses everything;
    private static JavaClasses main;

    @BeforeAll
    static void importEveryModule() {
        everything = classesOf("classes", "test-classes");
        main = classesOf("classes");
    }

    @Test
    void everyClassLivesInARoom() {
        String[] rooms =
                MAY_USE.keySet().stream().map(room -> BASE + room + "..").toArray(String[]::new);
        assertThat(everything.that(resideOutsideOfPackages(rooms))).isEmpty();
        for (String room : MAY_USE.keySet()) {
            assertThat(main.that(resideInAnyPackage(BASE + room + "..")))
                    .as(room)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void noArrowPointsUp(String room) {
        String[] forbidden = MAY_USE.keySet().stream()
                .filter(other -> !other.equals(room) && !MAY_USE.get(room).contains(other))
                .map(other -> BASE + other + "..")
                .toArray(String[]::new);
        if (forbidden.length == 0) {
            assertThat(room).as("the only room that may use all the others").isEqualTo("ops");
            return;
        }
        noClasses()
                .that()
                .resideInAPackage(BASE + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(everything);
    }

    @Test
    void noPackageIsInACircle() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(com.tngtech.archunit.core.domain.JavaClass type) {
                        String name = type.getPackageName();
                        return name.startsWith(BASE) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "every package";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(main);
    }

    /** What crosses the wire and what computes stay embeddable anywhere: no threads, no logging, no framework. */
    @Test
    void protocolAndCoreAreJdkOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + "protocol..", BASE + "core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.slf4j..",
                        "org.apache..",
                        "com.fasterxml..",
                        "io.netty..",
                        "io.prometheus..",
                        "java.util.logging..",
                        "java.net.http..",
                        "java.sql..")
                .check(main);
    }

    /** What decides while streams are sent needs none of Flink ML's jars: only training does. */
    @Test
    void onlyTrainingKnowsFlinkMl() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "job.ml..", BASE + "job.train..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.flink.ml..")
                .check(main);
        noClasses()
                .that()
                .resideInAPackage(BASE + "job.operator..")
                .or()
                .resideInAPackage(BASE + "job.pacing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + "job.ml..", BASE + "job.train..")
                .check(main);
    }

    @Test
    void noRoomHoldsMoreThanAFifthOfTheLines() throws IOException {
        Map<String, Long> lines = new HashMap<>();
        for (Path file : javaFiles("main")) {
            lines.merge(
                    ROOT.relativize(file).getName(0).toString(),
                    (long) linesOf(file).size(),
                    Long::sum);
        }
        long all = lines.values().stream().mapToLong(Long::longValue).sum();
        lines.forEach((room, count) ->
                assertThat((double) count / all).as("share of %s", room).isLessThan(LARGEST_ROOM));
    }

    @Test
    void theMedianPackageHasFewerThanTenFiles() throws IOException {
        Map<Path, Integer> files = new HashMap<>();
        for (Path file : javaFiles("main")) {
            if (!file.endsWith("package-info.java")) {
                files.merge(file.getParent(), 1, Integer::sum);
            }
        }
        int[] sizes =
                files.values().stream().mapToInt(Integer::intValue).sorted().toArray();
        assertThat(sizes[sizes.length / 2]).isLessThan(FILES_OF_THE_MEDIAN_PACKAGE);
    }

    @Test
    void everyPackageSaysWhatBelongsInIt() throws IOException {
        List<Path> silent = new ArrayList<>();
        for (Path file : javaFiles("main")) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info)
                    || !Files.readString(info).startsWith("/**")
                    || Files.readString(info).contains("PACKAGE-TEXT-MISSING")) {
                silent.add(ROOT.relativize(file.getParent()));
            }
        }
        assertThat(silent.stream().distinct()).isEmpty();
    }

    @Test
    void noLineIsTooLong() throws IOException {
        List<String> wide = new ArrayList<>();
        for (String kind : List.of("main", "test")) {
            for (Path file : javaFiles(kind)) {
                List<String> lines = linesOf(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).length() > COLUMNS) {
                        wide.add(ROOT.relativize(file) + ":" + (i + 1));
                    }
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    /** A logger of its own would have Log4j begin with another configuration, and the server would be silent. */
    @Test
    void whoChoosesHowToLogHasNoLogger() throws IOException {
        List<Path> choosing = new ArrayList<>();
        for (Path file : javaFiles("main")) {
            if (String.join("\n", linesOf(file)).contains("ServerLog.use()")) {
                choosing.add(file);
                assertThat(linesOf(file)).as(file.toString()).noneMatch(line -> line.contains("LoggerFactory"));
            }
        }
        assertThat(choosing).hasSizeGreaterThan(4);
    }

    static Stream<String> rooms() {
        return MAY_USE.keySet().stream();
    }

    private static JavaClasses classesOf(String... outputs) {
        List<Location> locations = new ArrayList<>();
        for (String room : MAY_USE.keySet()) {
            for (String output : outputs) {
                Path directory = ROOT.resolve(moduleOf(room)).resolve("target").resolve(output);
                if (Files.isDirectory(directory)) {
                    locations.add(Location.of(directory));
                }
            }
        }
        return new ClassFileImporter().importLocations(locations);
    }

    static String moduleOf(String room) {
        return OTHER_NAMES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(room))
                .map(Map.Entry::getKey)
                .findAny()
                .orElse(room);
    }

    private static List<Path> javaFiles(String kind) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String room : MAY_USE.keySet()) {
            Path directory = ROOT.resolve(moduleOf(room)).resolve("src/" + kind + "/java");
            if (Files.isDirectory(directory)) {
                try (Stream<Path> found = Files.walk(directory)) {
                    found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        return files;
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
