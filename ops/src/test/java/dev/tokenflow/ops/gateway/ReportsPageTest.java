package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The gateway's page says by which tests the reports of others were tried: they are there. */
class ReportsPageTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern FIXTURE = Pattern.compile("`([a-z][a-z0-9]*(?:-[a-z0-9]+)*)`");
    private static final List<String> SOURCES = List.of("ops/src/test/java", "gateway/src/test/java");
    private static final int TRIED_BY = 3;

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        Matcher named = TEST.matcher(section());
        int found = 0;
        while (named.find()) {
            found++;
            String source = source(named.group(1));
            if (source.isEmpty() || (named.group(2) != null && !source.contains("void " + named.group(2) + "("))) {
                missing.add(named.group());
            }
        }
        assertThat(found).isGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFixtureThatIsNamedExists() throws IOException {
        Set<String> fixtures =
                StreamFixture.all().stream().map(StreamFixture::name).collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        section()
                .lines()
                .filter(line -> line.startsWith("|") && !line.contains("--"))
                .forEach(line -> FIXTURE.matcher(line.split(" \\| ")[TRIED_BY - 1])
                        .results()
                        .forEach(result -> named.add(result.group(1))));
        assertThat(named).hasSizeGreaterThan(15).isSubsetOf(fixtures);
    }

    private static String section() throws IOException {
        String page = Files.readString(Installed.ROOT.resolve("docs/gateway.md"));
        int from = page.indexOf("\n## Reports of others, tried");
        return page.substring(from, page.indexOf("\n## ", from + 1));
    }

    /** The text of a test class; empty when there is none of that name. */
    private static String source(String name) throws IOException {
        for (String folder : SOURCES) {
            try (Stream<Path> files = Files.walk(Installed.ROOT.resolve(folder))) {
                for (Path file : files.toList()) {
                    if (file.endsWith(name + ".java")) {
                        return Files.readString(file);
                    }
                }
            }
        }
        return "";
    }
}
