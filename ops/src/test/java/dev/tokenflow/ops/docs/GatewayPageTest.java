package dev.tokenflow.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.gateway.observe.GatewayMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The gateway's page explains every metric that the gateway has, and no other. */
class GatewayPageTest {
    private static final String PREFIX = "tokenflow_gateway";
    private static final Pattern NAME = Pattern.compile("`(_?[a-z_]+?)(_total)?(\\{[a-z,]*})?`");

    @Test
    void theTableHasEveryMetric() throws IOException {
        String page = Files.readString(Page.ROOT.resolve("docs/gateway.md"));
        String section = page.substring(page.indexOf("\n## Metrics"), page.indexOf("\n## Access log"));
        Set<String> explained = new TreeSet<>();
        section.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            Matcher name = NAME.matcher(line.substring(0, line.indexOf('|', 1)));
            while (name.find()) {
                explained.add(name.group(1).startsWith("_") ? PREFIX + name.group(1) : name.group(1));
            }
        });
        Set<String> there = Arrays.stream(GatewayMetric.values())
                .map(GatewayMetric::metricName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(explained).isEqualTo(there);
    }
}
