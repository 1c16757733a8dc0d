package dev.tokenflow.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.ops.docs.Page;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of rooms says what {@link HouseTest} holds. */
class ArchitecturePageTest {
    private static final int MAY_USE = 2;

    @Test
    void theArrowsOfTheTableAreThoseOfTheHouse() {
        Map<String, Set<String>> held = new TreeMap<>();
        HouseTest.MAY_USE.forEach((room, others) -> held.put(
                HouseTest.moduleOf(room),
                others.stream().map(HouseTest::moduleOf).collect(Collectors.toSet())));
        Map<String, Set<String>> written = new TreeMap<>();
        Page.of("ARCHITECTURE.md").rows().stream()
                .filter(row -> held.containsKey(row.getFirst().replace("`", "")))
                .forEach(row -> written.put(row.getFirst().replace("`", ""), words(row.get(MAY_USE), held)));
        assertThat(written).isEqualTo(held);
    }

    private static Set<String> words(String cell, Map<String, Set<String>> rooms) {
        return switch (cell) {
            case "–" -> Set.of();
            case "all the others" ->
                rooms.keySet().stream().filter(room -> !room.equals("ops")).collect(Collectors.toSet());
            default -> Arrays.stream(cell.split(" ")).collect(Collectors.toSet());
        };
    }
}
