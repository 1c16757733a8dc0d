package dev.tokenflow.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final Path TABLE = Path.of(System.getProperty("tokenflow.root", ".."), "deploy", "requirements.tsv");

    @TempDir
    private Path folder;

    @Test
    void theTableHasWhatEveryPartNeedsForEveryPackageManager() throws IOException {
        List<Requirement> table = Requirement.read(TABLE);
        assertThat(table).extracting(Requirement::what).doesNotHaveDuplicates();
        assertThat(table)
                .filteredOn(requirement -> requirement.what().equals("Maven"))
                .singleElement()
                .satisfies(maven -> assertThat(maven.packages()).containsExactly("maven", "maven", "maven", "maven"));
        assertThat(table)
                .filteredOn(requirement -> requirement.part() != Part.COMPOSE)
                .allMatch(
                        requirement -> requirement.packageOf(PackageManager.APT).isPresent()
                                && requirement.packageOf(PackageManager.DNF).isPresent()
                                && requirement.packageOf(PackageManager.PACMAN).isPresent());
    }

    @Test
    void aLineWithTooFewColumnsIsShown() throws IOException {
        Path table = Files.writeString(folder.resolve("table"), "build\tMaven\tprogram mvn\n");
        assertThatThrownBy(() -> Requirement.read(table))
                .hasMessageContaining("has 3 columns, expected 8: build\tMaven");
    }

    @Test
    void findsFilesByStars() throws IOException {
        Files.createDirectories(folder.resolve("lib/x86_64"));
        Path library = Files.createFile(folder.resolve("lib/x86_64/libbpf.so.1"));
        assertThat(file(folder + "/lib/*/libbpf.so.1").find())
                .isEqualTo(new Finding(Part.KERNEL, "a file", true, library.toString(), false));
        assertThat(file(folder + "/none/* " + folder + "/lib/libbpf.so.2").find())
                .isEqualTo(new Finding(Part.KERNEL, "a file", false, "it is needed", true));
    }

    @Test
    void namesTheInstallCommandOfTheSystem() {
        assertThat(PackageManager.of("dnf"::equals).orElseThrow().install(List.of("maven", "clang")))
                .isEqualTo("sudo dnf install maven clang");
        assertThat(PackageManager.of(name -> false)).isEmpty();
    }

    @Test
    void anOldKernelWithoutPrivilegesLacksMostThings() throws IOException {
        write("proc/self/status", "Name:\tjava\nCapEff:\t0000000000000000\n");
        write("proc/sys/net/ipv4/tcp_available_congestion_control", "reno\n");
        assertThat(facts("5.4.0-generic"))
                .containsEntry("type information", false)
                .containsEntry("ring buffer", false)
                .containsEntry("tracepoints", false)
                .containsEntry("privileges", false)
                .containsEntry("TCP cubic", false)
                .containsEntry("TUN devices", false);
    }

    @Test
    void aKernelOfTodayHasThem() throws IOException {
        write("proc/self/status", "CapEff:\t000001ffffffffff\n");
        write("proc/self/ns/net", "");
        write("proc/sys/net/ipv4/tcp_available_congestion_control", "reno cubic\n");
        write("dev/net/tun", "");
        write(
                "sys/kernel/btf/vmlinux",
                "\0btf_trace_tcp_probe\0btf_trace_tcp_retransmit_skb\0btf_trace_inet_sock_set_state"
                        + "\0btf_trace_tcp_destroy_sock\0");
        assertThat(facts("6.1.0-18-amd64")).doesNotContainValue(false).hasSize(7);
    }

    @Test
    void capabilitiesOfTheProbeSufficeForTheAgent() throws IOException {
        write("proc/self/status", "CapEff:\t000000c000000000\n");
        assertThat(new KernelFacts(folder, "6.1").findings())
                .filteredOn(finding -> finding.what().equals("privileges"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isThere()).isTrue();
                    assertThat(finding.detail()).contains("not for the demo");
                });
    }

    @Test
    void onThisMachineEveryPartIsListed() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = Doctor.run(new PrintStream(said, true, StandardCharsets.UTF_8), ProbeTrial::findings);
        assertThat(status).isZero(); // what compiled this can build it
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("./tokenflow demo can run here.")
                .contains(List.of("build: ", "report: ", "probe: ", "kernel: ", "up: ", "test: ", "compose: "));
    }

    private Map<String, Boolean> facts(String release) {
        return new KernelFacts(folder, release)
                .findings().stream().collect(Collectors.toMap(Finding::what, Finding::isThere));
    }

    private static Requirement file(String globs) {
        return new Requirement(
                Part.KERNEL,
                "a file",
                List.of(("file " + globs).split(" ")),
                "it is needed",
                List.of("-", "-", "-", "-"));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
