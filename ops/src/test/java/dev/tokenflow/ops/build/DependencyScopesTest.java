package dev.tokenflow.ops.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The scope that a room gives to a library counts for the whole class path of that room. A room that wants a library
 * for its tests takes it away from the rooms below it when it says {@code test}: the launcher's class path is that of
 * ops.
 */
class DependencyScopesTest {
    private static final String OWN = "dev.tokenflow";

    /** What a room's POM asks for, by group, artifact, type and classifier. */
    private record Room(Set<String> rooms, Set<String> running, Set<String> testing) {}

    @Test
    void noRoomTakesALibraryFromTheRoomsBelowIt() throws Exception {
        Map<String, Room> rooms = rooms();
        assertThat(rooms).containsKeys("ops", "gateway", "core");
        assertThat(rooms.get("gateway").running()).contains("org.yaml:snakeyaml");
        List<String> taken = new ArrayList<>();
        rooms.forEach((name, room) -> {
            for (String below : below(name, rooms)) {
                Set<String> lost = new HashSet<>(rooms.get(below).running());
                lost.retainAll(room.testing());
                lost.removeAll(room.running());
                lost.forEach(
                        library -> taken.add(name + " has " + library + " for tests only, and " + below + " needs it"));
            }
        });
        assertThat(taken).isEmpty();
    }

    private static Set<String> below(String name, Map<String, Room> rooms) {
        Set<String> all = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(name));
        while (!open.isEmpty()) {
            for (String next : rooms.get(open.removeLast()).rooms()) {
                if (all.add(next)) {
                    open.add(next);
                }
            }
        }
        return all;
    }

    private static Map<String, Room> rooms() throws Exception {
        Map<String, Room> rooms = new TreeMap<>();
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            for (Path pom : folders.map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList()) {
                rooms.put(pom.getParent().toRealPath().getFileName().toString(), room(pom));
            }
        }
        return rooms;
    }

    private static Room room(Path pom) throws Exception {
        Room room = new Room(new HashSet<>(), new HashSet<>(), new HashSet<>());
        NodeList dependencies = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String group = text(dependency, "groupId");
            String artifact = text(dependency, "artifactId");
            String library = group + ":" + artifact + text(dependency, "type") + text(dependency, "classifier");
            String scope = text(dependency, "scope");
            if (scope.equals("test")) {
                room.testing().add(library);
            } else if (group.equals(OWN)) {
                room.rooms().add(artifact);
            } else if (!scope.equals("provided")) {
                room.running().add(library);
            }
        }
        return room;
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
