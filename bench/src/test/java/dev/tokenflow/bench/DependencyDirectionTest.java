package dev.tokenflow.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may know which: main and test classes of every module, whatever their POMs would allow. */
class DependencyDirectionTest {

    private static final String BASE = "dev.tokenflow.";

    /** Module directory → its base package. */
    private static final Map<String, String> ROOMS = Map.of(
            "core", "core",
            "http", "http",
            "hint-client", "hintclient",
            "agent", "agent",
            "flink-job", "job",
            "hints", "hints",
            "simulator", "simulator",
            "lab", "lab",
            "bench", "bench");

    /** Base package → the others it may use. */
    private static final Map<String, List<String>> MAY_USE = Map.of(
            "core", List.of(),
            "http", List.of("core"),
            "hintclient", List.of("core"),
            "agent", List.of("core"),
            "job", List.of("core"),
            "hints", List.of("core", "http"),
            "simulator", List.of("core", "http", "hintclient"),
            "lab", List.of("core", "http", "hintclient", "agent", "job", "hints", "simulator"),
            "bench", List.of("core", "http", "hintclient", "agent", "job", "hints", "simulator", "lab"));

    private static JavaClasses classes;

    @BeforeAll
    static void importEveryModule() {
        Path root = Path.of(System.getProperty("tokenflow.root", ".."));
        List<Location> locations = new ArrayList<>();
        for (String module : ROOMS.keySet()) {
            for (String output : List.of("classes", "test-classes")) {
                Path directory = root.resolve(module).resolve("target").resolve(output);
                if (Files.isDirectory(directory)) {
                    locations.add(Location.of(directory));
                }
            }
        }
        classes = new ClassFileImporter().importLocations(locations);
    }

    @Test
    void everyClassLivesInARoom() {
        String[] rooms = ROOMS.values().stream().map(room -> BASE + room + "..").toArray(String[]::new);
        assertThat(classes.that(resideOutsideOfPackages(rooms))).isEmpty();
        assertThat(classes.that(resideInAnyPackage(BASE + "core.."))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomUsesOnlyWhatItMay(String room) {
        String[] forbidden = MAY_USE.keySet().stream()
                .filter(other -> !other.equals(room) && !MAY_USE.get(room).contains(other))
                .map(other -> BASE + other + "..")
                .toArray(String[]::new);
        if (forbidden.length == 0) {
            assertThat(room).as("the only room that may use all the others").isEqualTo("bench");
            return;
        }
        noClasses()
                .that()
                .resideInAPackage(BASE + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true)
                .check(classes);
    }

    /** The mathematics stays embeddable anywhere: no time of its own, no threads, no logging, no framework. */
    @Test
    void coreIsJdkOnly() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "core..")
                .and()
                .haveSimpleNameNotContaining("Test")
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
                .check(classes);
    }

    static Stream<String> rooms() {
        return MAY_USE.keySet().stream().sorted();
    }
}
