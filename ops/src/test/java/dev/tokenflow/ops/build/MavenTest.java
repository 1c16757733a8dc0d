package dev.tokenflow.ops.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenTest {
    @Test
    void withoutAProxyThereIsNothingToSay() {
        assertThat(Maven.proxy(Map.of())).isEmpty();
    }

    @Test
    void aProxyBecomesSystemProperties() {
        assertThat(Maven.proxy(Map.of(
                        "HTTPS_PROXY", "http://ann:secret@proxy.example:3128", "NO_PROXY", "localhost, .example.com")))
                .containsExactly(
                        "-Daether.connector.http.useSystemProperties=true",
                        "-Dhttp.proxyHost=proxy.example",
                        "-Dhttp.proxyPort=3128",
                        "-Dhttp.proxyUser=ann",
                        "-Dhttp.proxyPassword=secret",
                        "-Dhttps.proxyHost=proxy.example",
                        "-Dhttps.proxyPort=3128",
                        "-Dhttps.proxyUser=ann",
                        "-Dhttps.proxyPassword=secret",
                        "-Dhttp.nonProxyHosts=localhost|*.example.com");
    }

    @Test
    void aProxyMayBeWrittenWithoutItsScheme() {
        assertThat(Maven.proxy(Map.of("https_proxy", "10.0.0.1:8080")))
                .contains("-Dhttps.proxyHost=10.0.0.1", "-Dhttps.proxyPort=8080");
    }

    @Test
    void aProxyThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Maven.proxy(Map.of("HTTPS_PROXY", "http://")))
                .hasMessageContaining("HTTPS_PROXY is 'http://'");
    }

    @Test
    void ofItsOutputOnlyWhatMattersIsShown() {
        MavenOutput output = new MavenOutput();
        assertThat(Stream.of(
                                "[INFO] Scanning for projects...",
                                "[INFO] Building TokenFlow core 0.2.0  [2/15]",
                                "[INFO] Tests run: 7, Failures: 0",
                                "[ERROR] HintTest.failed:12 expected 1",
                                "  but was 2",
                                "[INFO] ",
                                "not part of an error",
                                "[ERROR] ",
                                "[ERROR] Re-run Maven using the -X switch",
                                "[INFO] BUILD FAILURE")
                        .filter(output::matters))
                .containsExactly(
                        "[INFO] Building TokenFlow core 0.2.0  [2/15]",
                        "[INFO] Tests run: 7, Failures: 0",
                        "[ERROR] HintTest.failed:12 expected 1",
                        "  but was 2",
                        "[INFO] BUILD FAILURE");
    }

    @Test
    void theVersionIsTheFirstOfThePom(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("pom.xml"), "<project>\n<version>1.2.3</version>\n<version>9</version>\n");
        assertThat(new Checkout(folder, Optional.empty()).version()).isEqualTo("1.2.3");
    }
}
